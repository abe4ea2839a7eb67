"""Settings: one file, everything that differs between offices comes from the environment."""

import os
import sys
from pathlib import Path

from config import environment, services
from config.logs.configuration import logging_settings

BASE_DIR = environment.ROOT
VAR_DIR = environment.private(environment.folder("VAR_DIR", "var"))
DEBUG = environment.switch("DEBUG")
SECRET_KEY = environment.given("SECRET_KEY") or environment.kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = environment.origins("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "agencies",
    "intake",
    "notices",
    "records",
    "workflow",
    "reporting",
]

MIDDLEWARE = [
    "config.middleware.client_address.ClientAddressMiddleware",
    "config.middleware.request_log.RequestLogMiddleware",
    "config.middleware.response_headers.ApiOverHttpsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.readable_input.ReadableInputMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.response_headers.ResponseHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.unavailable.UnavailableMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.passwords.SettledPasswordMiddleware",
    "config.middleware.restore_mode.RestoreModeMiddleware",
    "config.middleware.sent_once.SentOnceMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Every form bears a key, every long sentence is written on several lines: two libraries less to load in each.
            "builtins": ["agencies.templatetags.once", "agencies.templatetags.join_lines"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# -- database: DATABASE_URL, by default an embedded SQLite file ------------------------------------------
DATABASES = {"default": environment.database("DATABASE_URL", VAR_DIR)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    environment.private(Path(DATABASES["default"]["NAME"]))
    # WAL with immediate transactions: twenty writers without one "database is locked" (docs/decisions/0003).
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = environment.number("CONN_MAX_AGE", 60, least=0)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    services.limit_statements(DATABASES["default"], environment.number("STATEMENT_SECONDS", 0, least=0))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- who signs in ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "agencies.Officer"
AUTHENTICATION_BACKENDS = ["agencies.authentication.backends.LimitedBackend"]
SIGN_IN_FAILURES = environment.number("SIGN_IN_FAILURES", 600)  # a quarter of an hour, from machines that are not known
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Two sets of rules that contradict each other; an installation says which one it keeps (docs/decisions/0019).
PASSWORD_RULES = environment.choice("PASSWORD_RULES", ("djbh", "asvs"), "djbh")
if PASSWORD_RULES == "djbh":  # noqa: S105  等级保护: composition and rotation
    PASSWORD_DAYS = 90
    AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "agencies.administration.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
        {"NAME": "agencies.administration.passwords.ThreeClasses"},
    ]
else:  # OWASP ASVS 5.0, 6.2: length alone, no rotation
    PASSWORD_DAYS = 0
    AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "agencies.administration.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    ]
AUTH_PASSWORD_VALIDATORS += [
    {"NAME": "agencies.administration.passwords.NotCommon"},
    {
        "NAME": "agencies.administration.passwords.NotTheName",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
    {"NAME": "agencies.administration.passwords.NotThePresentOne"},
]
# 三员分立: system and security administrators are two people, roles are granted by the second (docs/decisions/0067).
SEPARATE_ADMINISTRATORS = environment.switch("SEPARATE_ADMINISTRATORS")
# Roles that sign in with a second factor (administrator,security,signer …); others may (docs/decisions/0068).
SECOND_FACTOR_ROLES = environment.some_of("SECOND_FACTOR_ROLES", environment.ROLES)
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "worklist"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = environment.number("SESSION_COOKIE_AGE", 8 * 3600)  # without a page opened
SESSION_HOURS = environment.number("SESSION_HOURS", 12)  # however many pages are opened
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # not in a cookie
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
HTTPS_ONLY = environment.switch("HTTPS_ONLY")  # an office intranet may have no certificate at first
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS_ONLY
# A browser takes a name that begins so over HTTPS alone, for this host and no other.
COOKIE_PREFIX = "__Host-" if HTTPS_ONLY else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True  # no script of ours reads them
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|healthz|metrics)$"]  # asked on this machine, where there is no certificate
SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS", 0, least=0)  # sent over HTTPS alone; a browser keeps to it
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.switch("HSTS_SUBDOMAINS")

# -- what stands in front: how many proxies of ours, and from where they connect (config/middleware/client_address) ----
PROXIES = environment.number("PROXIES", 0, least=0)
FORWARDED_ALLOW_IPS = environment.machines("FORWARDED_ALLOW_IPS", ["127.0.0.1", "::1"])  # gunicorn reads it too

# -- what processes share: the counters of limits -----------------------------------------------------------
CACHES = {"default": services.cache("CACHE_URL", os.environ.get("CELERY_BROKER_URL", "").strip(), VAR_DIR / "cache")}

# -- language and time: legal days are Chinese days whatever the server's zone ---------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# -- letters: where anyone may verify one, and who signs their PDF (docs/operations.md) ----------------------
PUBLIC_URL = environment.address("PUBLIC_URL")  # https://xxgk.example.gov.cn; empty: letters bear no QR code
SIGNER = environment.given("SIGNER")  # dotted path of a signer: notices.signing.pades.PadesSigner; empty: none signs
SIGNER_FOLDER = environment.present(
    "SIGNER_FOLDER"
)  # per agency <code>.p12 and, if there is one, its picture <code>.pdf
SIGNER_PASSWORD = os.environ.get("SIGNER_PASSWORD", "")
NOTICE_KEYS = environment.present(
    "NOTICE_KEYS"
)  # public keys (*.pem) of who signs calendars; empty: none is loaded by page
SIGNER_SEAL_MM = environment.number("SIGNER_SEAL_MM", 42.0, whole=False)  # its diameter

# -- who looked: applicants' papers opened by one person in a day, and who must say why (docs/decisions/0069) ---------
LOOKS_PER_DAY = environment.number("LOOKS_PER_DAY", 200)  # applications; the next one is refused and put on record
CHAIN_KEYS = (
    environment.given("CHAIN_KEYS") or environment.kept_secret(VAR_DIR / "chain_keys")
).split()  # the present one first
CHAIN_HEADS = environment.folder("CHAIN_HEADS", VAR_DIR / "chain-heads")  # the second place: better on another machine
SEALING_KEYS = environment.place("SEALING_KEYS", VAR_DIR / "sealing_keys")  # of particulars (docs/decisions/0079)
LOOK_REASONS = environment.choice("LOOK_REASONS", ("others", "all"), "others")  # others: who does not handle the case

# -- files -----------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = environment.place("STATIC_ROOT", VAR_DIR / "static")
MEDIA_ROOT = environment.folder("MEDIA_ROOT", VAR_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "agencies.stored_files.storage.WholeFileStorage"},  # whole or not at all
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FONT_DIR = environment.place("FONT_DIR", VAR_DIR / "fonts")
AGENCY_FONT_DIR = Path(environment.present("AGENCY_FONT_DIR") or VAR_DIR / "agency-fonts")
SEAL_DIR = environment.present(
    "SEAL_DIR"
)  # pictures of seals, <code of the agency>.png; empty: letters are sealed by hand
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024
POST_SILENT_WORKDAYS = environment.number(
    "POST_SILENT_WORKDAYS", 7
)  # recorded mail of which nothing is heard is listed

# -- API -------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "config.api.authentication.SettledToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["agencies.api.parsing.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "agencies.api.paging.Pages",
    "DEFAULT_THROTTLE_CLASSES": ["config.api.throttling.AccountThrottle"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_METADATA_CLASS": None,  # the schema says more
    "DEFAULT_SCHEMA_CLASS": "config.api.openapi.Schema",
    "EXCEPTION_HANDLER": "config.api.problems.handle_error",
    "URL_FORMAT_OVERRIDE": None,
    "PAGE_SIZE": 50,
    "NUM_PROXIES": 0,  # REMOTE_ADDR is the client's: config/middleware/client_address.py
    "DEFAULT_THROTTLE_RATES": {
        "public": environment.rate("PUBLIC_RATE", "30/min"),
        "verify": environment.rate("VERIFY_RATE", "60/min"),
        "token": environment.rate("TOKEN_RATE", "60/min"),
    },
}
API_DOCS_SIGN_IN = environment.switch("API_DOCS_SIGN_IN")  # schema and documents of the API for who is signed in alone
SPECTACULAR_SETTINGS = {
    "TITLE": "Applications for government information",
    "DESCRIPTION": "Receive, register, handle and reply to applications under the Regulations on Open Government Information "
    "(政府信息公开条例). What is sent and not read is refused by name; every error is a problem of RFC 9457. See docs/api.md.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": True,
    "COMPONENT_SPLIT_REQUEST": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "ActEnum": "workflow.api.cases.ACTS",
        "ChannelEnum": "intake.models.Channel",
        "ChannelLabelEnum": "workflow.api.public.CHANNELS",
        "LetterDrawingEnum": "workflow.api.letters.Drawing",
        "ApplicationStateEnum": "workflow.changes.standing.STATES",
        "ChangeKindEnum": "workflow.changes.models.ChangeKind",
        "StateEnum": "law.procedure.STATES",
        "LifeActEnum": "workflow.api.public.ACTS",
        "WaitingForEnum": "workflow.api.cases.WAITING",
        "LifeWaitingForEnum": "workflow.api.public.WAITING",
    },
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": True,
    "PATH_CONVERTER_OVERRIDES": {"year": {"type": "integer", "minimum": 1900, "maximum": 2199}},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# -- changes sent to platforms: to the open network over HTTPS, unless an office says otherwise (docs/decisions/0077) --
WEBHOOK_HTTP = environment.switch("WEBHOOK_HTTP")
WEBHOOK_NETWORKS = environment.networks("WEBHOOK_NETWORKS")  # private ones to which may be sent: 10.20.0.0/16

# -- background work: the database is the truth, the broker only a hint (docs/decisions/0004) ------------
CELERY_BROKER_URL = environment.broker("CELERY_BROKER_URL", "filesystem://")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_PREFETCH_MULTIPLIER = 4
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
if CELERY_BROKER_URL.startswith("filesystem"):
    for folder in ("queue", "queue-done", "control"):
        (VAR_DIR / folder).mkdir(mode=0o700, exist_ok=True)  # a worker started by hand finds them too
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "queue"),
        "data_folder_out": str(VAR_DIR / "queue"),
        "processed_folder": str(VAR_DIR / "queue-done"),
        "control_folder": str(VAR_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }

CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # its lines are lines of ours

# -- log: one line a record, on standard error or in a file that is turned over (docs/settings.md) --------
LOG_FILE_MB = environment.number("LOG_FILE_MB", 50, least=0)
LOG_FILES_KEPT = environment.number("LOG_FILES_KEPT", 10, least=0)
LOGGING = logging_settings(
    level=environment.level("LOG_LEVEL", "WARNING"),
    form=environment.choice("LOG_FORMAT", ("json", "text"), "text" if sys.stderr and sys.stderr.isatty() else "json"),
    requests=environment.choice("LOG_REQUESTS", ("all", "none"), "all") == "all",
    file=str(environment.place("LOG_FILE", "")) if environment.given("LOG_FILE") else "",
    megabytes=LOG_FILE_MB,
    kept=LOG_FILES_KEPT,
)

# -- health: what is bad, and who may see why (config/health) ---------------------------------------------
HEALTH_TOKEN = environment.given("HEALTH_TOKEN")
DISK_FREE_MB = environment.number("DISK_FREE_MB", 500, least=0)
QUEUE_MINUTES = environment.number("QUEUE_MINUTES", 30)
