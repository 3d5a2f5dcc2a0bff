"""Router ``me``: who is signed in."""

from django.http import HttpRequest
from ninja import Router

from linli.api.v1.session import actor_request
from linli.api.v1.shapes import Me, PostOut, Trouble

router = Router(tags=["me"])


@router.get("", response={200: Me, 401: Trouble}, operation_id="me")
def me(request: HttpRequest) -> Me:
    """Return the account and the posts it holds today."""
    asked = actor_request(request)
    posts = [
        PostOut(id=post.pk, role=post.role, place=post.place.code if post.place else None, current=post == asked.post)
        for post in asked.posts
    ]
    return Me(id=asked.user.pk, name=asked.user.name, posts=posts)
