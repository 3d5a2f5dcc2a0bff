"""＋记一笔: one screen from a doorway to a record, kept at every change, working with and without script.

``state`` is what the form holds, ``who`` the way to a household, ``choices`` what is offered, ``finish`` the record
made of it, ``pages`` the HTTP.
"""
