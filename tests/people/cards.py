"""Synthetic identity numbers (area 999999 is given to nobody)."""

from stdnum.cn import ric


def card(birth: str = "19510203", serial: str = "002", area: str = "999999") -> str:
    """Return a number with its right check digit; an even serial is a woman's."""
    body = f"{area}{birth}{serial}"
    return body + str(ric.calc_check_digit(body + "0"))


NUMBER, PHONE = card(), "13812345521"
