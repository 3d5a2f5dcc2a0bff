"""Doors of the accounts room. Of allauth's pages only these are open; no sign-up, no e-mail, no reset by e-mail."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, path

from linli.accounts.doors import public, signed_in
from linli.accounts.views import entering, mine, posts

way_in = public("the way in")
with_password = mine.with_password
half_way = public("between password and second factor; allauth shows it in that state only")

new_codes = with_password(recovery.generate_recovery_codes)

urlpatterns: list[URLPattern] = [
    path("login/", entering.login, name="login"),
    path("login/code/", entering.login_code, name="login_code"),
    path("login/new-password/<uuid:pk>/<str:token>/", entering.set_password, name="set_password"),
    path("login/password/", way_in(account.login), name="account_login"),
    path("login/passkey/", way_in(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("login/second/", half_way(mfa.authenticate), name="mfa_authenticate"),
    path("login/again/", with_password(account.reauthenticate), name="account_reauthenticate"),
    path("login/again/second/", with_password(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("login/again/passkey/", with_password(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("logout/", public("leaving is open to everybody")(account.logout), name="account_logout"),
    path("me/", mine.me, name="me"),
    path("me/post/", mine.switch_post, name="switch_post"),
    path("me/devices/", mine.end_others, name="end_others"),
    path("me/password/", mine.change_password, name="change_password"),
    path("me/second-factor/", mine.second_factor, name="second_factor"),
    path("me/second-factor/all/", mine.second_factor, name="mfa_index"),
    path("me/second-factor/app/", with_password(totp.activate_totp), name="mfa_activate_totp"),
    path("me/second-factor/app/off/", with_password(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("me/second-factor/codes/", with_password(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "me/second-factor/codes/new/",
        with_password(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("me/second-factor/passkeys/", mine.second_factor, name="mfa_list_webauthn"),
    path("me/second-factor/passkeys/new/", with_password(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("me/second-factor/passkeys/<int:pk>/off/", signed_in(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("m/posts/", posts.posts, name="posts"),
    path("m/posts/new/", posts.post_new, name="post_new"),
    path("m/posts/<uuid:pk>/end/", posts.post_end, name="post_end"),
    path("m/accounts/<uuid:pk>/lock/", posts.account_lock, name="account_lock"),
    path("m/accounts/<uuid:pk>/unlock/", posts.account_unlock, name="account_unlock"),
    path("m/accounts/<uuid:pk>/reset/", posts.account_reset, name="account_reset"),
]
