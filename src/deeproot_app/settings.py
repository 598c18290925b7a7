"""All settings, in one place. Each may be given by the environment; a secret also by a file (``NAME_FILE``)."""

from __future__ import annotations

import secrets
import sys
from contextlib import suppress
from os import environ
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def envsecret(name: str, default: str = "") -> str:
    """A secret from the variable, or from the file that ``NAME_FILE`` points to."""
    if path := environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return environ.get(name, default)


def envbool(name: str, default: bool = False) -> bool:
    return environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def envlist(name: str, default: str = "") -> list[str]:
    return [word for word in environ.get(name, default).replace(",", " ").split() if word]


# The folder of the embedded default: database, files, snapshots, refused rows.
HOME = Path(environ.get("DEEPROOT_HOME") or "~/.local/share/deeproot").expanduser().resolve()


def make_home() -> None:
    """Make the home folder. Ends the process with a sentence where it cannot be a folder."""
    try:
        HOME.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        why = "a file stands there" if isinstance(fault, FileExistsError | NotADirectoryError) else fault.strerror
        raise SystemExit(
            f"deeproot: DEEPROOT_HOME is {HOME}, and no folder can be made there ({why}); "
            "give a folder that is there or can be made."
        ) from None


def secret_key() -> str:
    """The given key, or one made at first use and kept in the home folder, readable by its owner only."""
    if not HOME.is_dir():
        make_home()
    if given := envsecret("DEEPROOT_SECRET_KEY"):
        return given
    path = HOME / "secret.key"
    if not path.exists():
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        with suppress(FileExistsError):  # another process was quicker: its key is the key
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text(encoding="utf-8").strip()


def database(url: str) -> dict[str, Any]:
    """Django's database settings for ``DATABASE_URL``; SQLite in the home folder where there is none."""
    if not url:
        return sqlite(HOME / "deeproot.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        given = f"begins with {parts.scheme}:" if parts.scheme else "names no kind of database"
        raise SystemExit(
            f"deeproot: DATABASE_URL {given}; it must look like postgresql://user:password@host:5432/name or "
            "sqlite:///path/to/file, or be left out for a file in DEEPROOT_HOME."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite as many readers and one writer need it: WAL, and transactions that take the write lock at once."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
            " PRAGMA temp_store=MEMORY;",
        },
        "TEST": {"NAME": str(path.with_name("test.sqlite3"))},
    }


def use_fixed_sqlite() -> None:
    """Put pysqlite3 in the place of sqlite3: Debian 12's own has the WAL-reset bug (docs/decisions/0003)."""
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


use_fixed_sqlite()

DEBUG = envbool("DEEPROOT_DEBUG")
SECRET_KEY = secret_key()
# Where people reach it, such as https://roots.example.org: the base of every link that is handed out.
PUBLIC_URL = environ.get("DEEPROOT_URL", "").rstrip("/")
ALLOWED_HOSTS = envlist("DEEPROOT_HOSTS", "localhost 127.0.0.1 [::1]")
if PUBLIC_URL:
    ALLOWED_HOSTS += [urlsplit(PUBLIC_URL).hostname or ""]
BEHIND_HTTPS = envbool("DEEPROOT_HTTPS", PUBLIC_URL.startswith("https://"))
# Hosts of one's own network that webhooks, feeds and mailboxes may reach all the same: `mail.intern crm.intern:8443`.
INNER_HOSTS = frozenset(name.lower() for name in envlist("DEEPROOT_INNER_HOSTS"))
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"] if BEHIND_HTTPS else []

DATABASES = {"default": database(envsecret("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "deeproot_app.base",
    "deeproot_app.record",
    "deeproot_app.understand",
    "deeproot_app.plan",
    "deeproot_app.act",
    "deeproot_app.measure",
    "deeproot_app.desk",
    "deeproot_app.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "deeproot_app.base.middleware.headers",
    "deeproot_app.base.middleware.trace",
    "deeproot_app.base.middleware.look_once",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "deeproot_app.base.middleware.Refusals",
]

ROOT_URLCONF = "deeproot_app.urls"
WSGI_APPLICATION = None
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [],
        },
    }
]

AUTH_USER_MODEL = "deeproot_base.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# One signs in by address; an administrator adds people; a wrong password is told alike for known and unknown addresses.
ACCOUNT_ADAPTER = "deeproot_app.base.accounts.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session stays; every other of theirs ends
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Deeproot"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given by an administrator
# How many proxies of ours stand in front: so many last entries of X-Forwarded-For are believed.
ALLAUTH_TRUSTED_PROXY_COUNT = int(environ.get("DEEPROOT_PROXIES", "0"))

# Counts sign-in attempts for all server processes together, on every machine that shares the database.
# Charts that were drawn are kept in the home, by what they were drawn from (docs/decisions/0014).
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "deeproot_cache"},
    "pictures": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "pictures",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
}

# Background work, behind Django's Tasks interface: docs/decisions/0005.
TASKS = {"default": {"BACKEND": "deeproot_app.base.jobs.backend.LeaseQueue"}}

# Times are stored and reckoned in UTC; pages show them in the reader's zone.
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = "en"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(HOME / "files")}},
    "staticfiles": {"BACKEND": "deeproot_app.base.static_files.Gathered"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
WHITENOISE_AUTOREFRESH = DEBUG

# Uploads are streamed to a file; a large one is no reason to refuse.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

CSRF_FAILURE_VIEW = "deeproot_app.base.middleware.csrf_failure"
# A session lasts at most so long, however much it is used; it ends at once when its user is let go.
SESSION_COOKIE_AGE = int(environ.get("DEEPROOT_SESSION_HOURS", "168")) * 3600
SESSION_COOKIE_NAME = "__Host-session" if BEHIND_HTTPS else "deeproot_session"
CSRF_COOKIE_NAME = "__Host-csrf" if BEHIND_HTTPS else "deeproot_csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
# Whether all of a domain speaks HTTPS, and belongs into browsers' lists, is for its owner to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

# Whether the optional embedding, where it is installed, weighs what customers write beside their words.
READ_BY_MEANING = envbool("DEEPROOT_READ_MEANING")

# Lines for people, JSON for collectors. Requests are logged at INFO, by route; what people wrote is not logged.
LOG_LEVEL = environ.get("DEEPROOT_LOG_LEVEL", "WARNING").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "deeproot_app.base.logs.Line"}, "json": {"()": "deeproot_app.base.logs.Json"}},
    "filters": {
        "by_route": {"()": "deeproot_app.base.logs.ByRoute"},
        "meant": {"()": "deeproot_app.base.logs.Meant"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json" if environ.get("DEEPROOT_LOG") == "json" else "line",
            "filters": ["by_route"],
        }
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # Django's own: told once, by the root; a 404 is no event, the sign-in throttle has its own trail.
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.request": {"level": "ERROR", "filters": ["meant"]},
    },
}
