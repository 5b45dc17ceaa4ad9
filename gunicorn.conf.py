"""How gunicorn serves `wsgi:app`: `.venv/bin/gunicorn` alone, or by `make run` with a worker."""

import os
from pathlib import Path

_host = os.environ.get("HOST") or "127.0.0.1"

wsgi_app = "wsgi:app"
preload_app = True  # a bad setting ends the start with one line, not each worker in turn
bind = f"{f'[{_host}]' if ':' in _host else _host}:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(4, max(2, os.cpu_count() or 1)))
threads = 8
graceful_timeout = 10  # seconds; below the patience of `make run`
_memory = Path("/dev/shm")  # noqa: S108 (gunicorn makes names of its own there)
worker_tmp_dir = str(_memory) if _memory.is_dir() else None  # a slow disk is no dead worker
control_socket_disable = True
accesslog = None  # addresses hold tokens: feeds, delegates' codes
loglevel = "warning"
