"""Settings: one file, everything that differs between offices comes from the environment."""

import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()
VAR_DIR = Path(env("VAR_DIR", default=str(VAR_DIR)))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def secret_key() -> str:
    """Return the secret of this installation: from the environment, else one made once under var/."""
    given = env("SECRET_KEY", default="")
    if given:
        return given
    stored = VAR_DIR / "secret_key"
    if not stored.exists():
        stored.write_text(secrets.token_urlsafe(50))
        stored.chmod(0o600)
    return stored.read_text()


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

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
    "axes",
    "agencies",
    "intake",
    "notices",
    "workflow",
    "reporting",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.unavailable.Unavailable",  # reads a form before its token is checked, with the language known
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.passwords.SettledPassword",
    "config.csp.content_security_policy",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# -- database: DATABASE_URL, by default an embedded SQLite file ------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL with immediate transactions: twenty writers without one "database is locked" (docs/decisions/0003).
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- who signs in ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "agencies.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Two sets of rules that contradict each other; an installation says which one it keeps (docs/decisions/0019).
PASSWORD_RULES = env("PASSWORD_RULES", default="djbh")
if PASSWORD_RULES == "djbh":  # noqa: S105  等级保护: composition and rotation
    PASSWORD_DAYS = 90
    AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "agencies.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
        {"NAME": "agencies.passwords.ThreeClasses"},
    ]
elif PASSWORD_RULES == "asvs":  # noqa: S105  OWASP ASVS 5.0, 6.2: length alone, no rotation
    PASSWORD_DAYS = 0
    AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "agencies.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    ]
else:
    raise ImproperlyConfigured(f"PASSWORD_RULES={PASSWORD_RULES}: djbh or asvs")
AUTH_PASSWORD_VALIDATORS += [
    {"NAME": "agencies.passwords.NotCommon"},
    {
        "NAME": "agencies.passwords.NotTheName",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
    {"NAME": "agencies.passwords.NotThePresentOne"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "worklist"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else whoever keeps trying keeps the owner out for ever
AXES_LOCKOUT_PARAMETERS = ["username"]  # in the database, so for every process and from every machine
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # it asks for the address besides, which whoever guesses can change
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", default=8 * 3600)
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
HTTPS_ONLY = env.bool("HTTPS_ONLY", default=False)  # an office intranet may have no certificate at first
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS_ONLY

# -- language and time: legal days are Chinese days whatever the server's zone ---------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# -- letters: where anyone may verify one, and who signs their PDF (docs/operations.md) ----------------------
PUBLIC_URL = env("PUBLIC_URL", default="")  # https://xxgk.example.gov.cn; empty: letters bear no QR code
SIGNER = env("SIGNER", default="")  # dotted path of a signer, such as notices.pades.PadesSigner; empty: none signs
SIGNER_FOLDER = env("SIGNER_FOLDER", default="")  # per agency <code>.p12 and, if there is one, its picture <code>.pdf
SIGNER_PASSWORD = env("SIGNER_PASSWORD", default="")
SIGNER_SEAL_MM = env.float("SIGNER_SEAL_MM", default=42.0)  # its diameter

# -- files -----------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "agencies.storage.KeptFiles"},  # whole or not at all
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FONT_DIR = Path(env("FONT_DIR", default=str(VAR_DIR / "fonts")))
AGENCY_FONT_DIR = Path(env("AGENCY_FONT_DIR", default=str(VAR_DIR / "agency-fonts")))
SEAL_DIR = env("SEAL_DIR", default="")  # pictures of seals, <code of the agency>.png; empty: letters are sealed by hand
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024
POST_SILENT_WORKDAYS = env.int("POST_SILENT_WORKDAYS", default=7)  # recorded mail of which nothing is heard is listed

# -- API -------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "config.passwords.SettledToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_THROTTLE_RATES": {
        "public": env("PUBLIC_RATE", default="30/min"),
        "verify": env("VERIFY_RATE", default="60/min"),
    },
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Applications for government information",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# -- background work: the database is the truth, the broker only a hint (docs/decisions/0004) ------------
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="filesystem://")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_PREFETCH_MULTIPLIER = 4
if CELERY_BROKER_URL.startswith("filesystem"):
    for folder in ("queue", "queue-done", "control"):
        (VAR_DIR / folder).mkdir(exist_ok=True)  # a worker started by hand finds them too
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "queue"),
        "data_folder_out": str(VAR_DIR / "queue"),
        "processed_folder": str(VAR_DIR / "queue-done"),
        "control_folder": str(VAR_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="WARNING")},
}
