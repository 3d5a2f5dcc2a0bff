"""One settings file, one reader of the environment. Every setting is described in docs/operations/settings.md."""

import hashlib
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import django_stubs_ext
from csp.constants import NONCE, SELF
from django.utils.translation import gettext_lazy as _

django_stubs_ext.monkeypatch()

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "linli"
STATE = Path(os.environ.get("LINLI_STATE", ROOT / ".data"))
PACKS = Path(os.environ.get("LINLI_PACKS", ROOT / "packs"))
REFERENCE_DATA = Path(os.environ.get("LINLI_DATA", ROOT.parent / "shared" / "data"))
FIELD_KEYS_FILE = Path(os.environ.get("LINLI_FIELD_KEYS_FILE", STATE / "secrets" / "field_keys.json"))
SEAL_KEY_FILE = Path(os.environ.get("LINLI_SEAL_KEY_FILE", STATE / "secrets" / "seal_key"))
OUTBOX_KEY_FILE = Path(os.environ.get("LINLI_OUTBOX_KEY_FILE", STATE / "secrets" / "outbox_key"))
SEALS = [Path(folder) for folder in os.environ.get("LINLI_SEALS", str(STATE / "seals")).split(os.pathsep)]
REGION = os.environ.get("LINLI_REGION", "national")

DEBUG = os.environ.get("LINLI_DEBUG", "") == "1"
_secret = Path(os.environ.get("LINLI_SECRET_KEY_FILE", STATE / "secrets" / "secret_key"))
SECRET_KEY = os.environ.get("LINLI_SECRET_KEY") or (_secret.read_text().strip() if _secret.exists() else "")
ALLOWED_HOSTS = os.environ.get("LINLI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("LINLI_ORIGINS", "").split(",") if origin]
BEHIND_TLS = os.environ.get("LINLI_TLS", "") == "1"

INSTALLED_APPS = [
    "linli.audit",
    "linli.places",
    "linli.directory",
    "linli.accounts",
    "linli.transparency",
    "linli.notifications",
    "linli.tasks",
    "linli.papers",
    "linli.ledger",
    "linli.people",
    "linli.records",
    "linli.surveys",
    "linli.outreach",
    "linli.giving",
    "linli.workforce",
    "linli.practice",
    "linli.projects",
    "linli.insights",
    "linli.desk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_cotton.apps.SimpleAppConfig",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "linli.accounts.middleware.ActorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "linli.urls"
ASGI_APPLICATION = "linli.asgi.application"
WSGI_APPLICATION = "linli.wsgi.application"

_loaders = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # widgets are drawn by our own templates where we have one
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _loaders if DEBUG else [("django.template.loaders.cached.Loader", _loaders)],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "linli.desk.navigation.navigation",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]


def _socket() -> str:
    """Return the folder of the private server's socket (tools/cluster.py makes the same name)."""
    data = Path(os.environ.get("LINLI_PGDATA", ROOT / ".data" / "pg")).resolve()
    return f"{tempfile.gettempdir()}/linli-{hashlib.sha256(str(data).encode()).hexdigest()[:12]}"


def _database(role: str) -> dict[str, object]:
    """Return the connection of one role: its own address, or the shared one with the role taken on, or the socket."""
    own = {"app": "DATABASE_URL", "owner": "LINLI_OWNER_DATABASE_URL", "jobs": "LINLI_JOBS_DATABASE_URL"}[role]
    base: dict[str, object] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
        "TEST": {"NAME": os.environ.get("LINLI_TEST_DB", "linli_test")},
    }
    url = os.environ.get(own) or os.environ.get("DATABASE_URL")
    if not url:
        host = os.environ.get("LINLI_PGHOST") or _socket()
        name = os.environ.get("LINLI_DB_NAME", "linli")
        return base | {"NAME": name, "USER": f"linli_{role}", "HOST": host, "OPTIONS": {}}
    parts = urlsplit(url)
    options: dict[str, object] = dict(parse_qsl(parts.query))
    if not os.environ.get(own) or os.environ.get("LINLI_TAKE_ROLE") == "1":
        options["options"] = f"-c role=linli_{role}"
    return base | {
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "OPTIONS": options,
    }


DATABASES = {"default": _database(os.environ.get("LINLI_DB_ROLE", "app"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all web processes: used codes of authenticator apps and counts of tries must not be told apart by process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "linli.accounts.backends.PasswordBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "linli.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "linli.accounts.forms.PasswordForm", "reauthenticate": "linli.accounts.forms.AgainForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
# The limits of signing in are the same everywhere (docs/adr/0009; listed in docs/operations/settings.md).
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/15m/ip,10/15m/key", "reauthenticate": "10/m/user"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_ADAPTER = "linli.accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "linli.accounts.forms.SecondForm",
    "reauthenticate": "linli.accounts.forms.SecondAgainForm",
    "activate_totp": "linli.accounts.forms.SetUpForm",
    "add_webauthn": "linli.accounts.forms.PasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS  # browsers themselves allow it on localhost only
# Five wrong passwords shut an account for one address for a quarter of an hour (trust §5.9; GB/T 22239-2019 8.1.4.1).
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "linli.accounts.lockout.whose"
AXES_CLIENT_IP_CALLABLE = "linli.accounts.addresses.client_address"
AXES_LOCKOUT_CALLABLE = "linli.accounts.lockout.shut"
AXES_SENSITIVE_PARAMETERS = ["login", "password", "code", "credential", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
LOGIN_CODE_SENDER = os.environ.get("LINLI_CODE_SENDER", "linli.accounts.senders.ConsoleSender")
LOGIN_CODE_FILE = Path(os.environ.get("LINLI_CODE_FILE", STATE / "codes.jsonl"))
# Short messages and WeChat messages: printed until a gateway is named.
MESSAGE_SENDERS = {
    "sms": os.environ.get("LINLI_SMS_SENDER", "linli.gateways.senders.ConsoleSender"),
    "wechat": os.environ.get("LINLI_WECHAT_SENDER", "linli.gateways.senders.ConsoleSender"),
}
SITE = os.environ.get("LINLI_SITE", "http://localhost:8000").rstrip("/")
MESSAGE_FILE = Path(os.environ.get("LINLI_MESSAGE_FILE", STATE / "messages.jsonl"))
# Open data: our registered prefix of OCDS numbers (the placeholder is nobody's), and under which licence it is given.
OCDS_PREFIX = os.environ.get("LINLI_OCDS_PREFIX", "ocds-000000")
OPEN_DATA_LICENCE = os.environ.get("LINLI_OPEN_DATA_LICENCE", "")
PROXIES = int(os.environ.get("LINLI_PROXIES", "0"))
PORT = os.environ.get("PORT", "8000")
# Minutes a sitting lasts in all, and without a touch (reasons in accounts/sittings.py).
SESSION_MINUTES = {"resident": (180 * 1440, 180 * 1440), "field": (7 * 1440, 12 * 60), "staff": (12 * 60, 30)}
SESSION_COOKIE_AGE = 180 * 24 * 3600
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文"))]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage."
        + ("StaticFilesStorage" if DEBUG else "ManifestStaticFilesStorage")
    },
}
WHITENOISE_USE_FINDERS = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "linli": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # At DEBUG these write the whole context of a page, and every statement with its values: never, at any level.
        "django.template": {"level": "INFO"},
        "django.db.backends": {"level": "INFO"},
    },
}
