"""One shape for every line: JSON with time, level, logger, event and request id."""

import logging.config
from typing import Any

import structlog
from structlog.typing import Processor

from nomi.platform.logging.facts import add_facts
from nomi.platform.logging.privacy import PrivacyFilter, hide_addresses, hide_error_words

SHARED: list[Processor] = [
    add_facts,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    hide_error_words,
    hide_addresses,
]


def build_logging(*, level: str = "INFO") -> dict[str, Any]:
    """Return the `LOGGING` setting: JSON lines on standard error, one root handler for all."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"privacy": {"()": PrivacyFilter}},
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    hide_error_words,
                    structlog.processors.JSONRenderer(),
                ],
            }
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "filters": ["privacy"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "gunicorn.error": {"handlers": [], "level": level, "propagate": True},
            "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "celery": {"handlers": [], "level": level, "propagate": True},
            "celery.beat": {"handlers": [], "level": "WARNING", "propagate": True},
            "celery.app.trace": {"handlers": [], "level": "WARNING", "propagate": True},
            "celery.worker.strategy": {"handlers": [], "level": "WARNING", "propagate": True},
            "stripe": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }


def configure_structlog() -> None:
    """Let our own lines take the same way as everybody else's."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def configure(config: dict[str, Any]) -> None:
    """Apply the `LOGGING` setting; named by `LOGGING_CONFIG`, so Django calls it at start."""
    configure_structlog()
    logging.config.dictConfig(config)
