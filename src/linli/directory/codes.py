"""统一社会信用代码 (GB 32100): read as people write it, checked, explained."""

import unicodedata

from django.utils.translation import gettext as _
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from linli.kernel.policy import Refused


def credit_code(text: str) -> str:
    """Return a code in its one form (18 capitals and digits); '' stays ''. Raises ``Refused`` with what is wrong."""
    typed = "".join(unicodedata.normalize("NFKC", text).upper().replace("-", "").split())
    if not typed:
        return ""
    try:
        return str(uscc.validate(typed))
    except InvalidLength as error:
        raise Refused(
            _("统一社会信用代码是 18 位，现在是 %(count)d 位。") % {"count": len(typed)}, "credit_code"
        ) from error
    except InvalidChecksum as error:
        raise Refused(_("统一社会信用代码最后一位对不上，多半有一位抄错了，请再核对。"), "credit_code") from error
    except ValidationError as error:
        raise Refused(_("统一社会信用代码只有数字和大写字母(没有 I、O、S、V、Z),请再核对。"), "credit_code") from error
