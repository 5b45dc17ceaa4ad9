"""`work`: what happens by the clock, once or until told to end."""

import signal
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from planner import jobs
from planner.cli.console import OfficeGroup, clock, settings
from planner.jobs import Done, Worker

IDLE_SECONDS = 2
TROUBLE_SECONDS = 6  # after the database did not answer
CUT_OFF_SECONDS = 60  # after the mail server took nothing
TIDY_EVERY = timedelta(hours=1)
PULSE = "worker"  # a file in instance/: its age says when a worker was last at work

work = OfficeGroup("work", help="Letters and other work by the clock.")


@work.command("once")
def once() -> None:
    """Do what is due, and stop."""
    worker = _worker(Event())
    done = jobs.run_due(worker)
    while jobs.plan_next(worker):
        pass
    jobs.forget_the_dead(worker.sessions, clock())
    click.echo(_words(done))
    if worker.config.mail_url is None:
        click.echo("Chưa đặt PLANNER_MAIL_URL: thư giữ trong hộp thư, chưa gửi ra ngoài.", err=True)
    if done.is_cut_off:
        click.echo("planner: máy chủ thư chưa nhận thư; xem hộp thư, hoặc `doctor`.", err=True)


@work.command("run")
def run() -> None:
    """Do what is due, again and again, until SIGTERM or Ctrl-C; the letter in hand is finished."""
    told = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: told.set())
    worker, tidied = _worker(told), None
    planning = Thread(target=_plan, args=(worker, told))
    planning.start()
    while not told.is_set():
        beat(settings().instance / PULSE)
        if tidied is None or clock() - tidied > TIDY_EVERY:
            tidied = clock()
            _tidy(worker)
        told.wait(_round(worker))
    planning.join()


def _plan(worker: Worker, told: Event) -> None:
    """Years are planned beside the letters, which do not wait for them."""
    while not told.is_set():
        try:
            had_work = jobs.plan_next(worker)
        except SQLAlchemyError as error:
            click.echo(f"planner: cơ sở dữ liệu: {type(error).__name__}", err=True)
            told.wait(TROUBLE_SECONDS)
        else:
            told.wait(0 if had_work else IDLE_SECONDS)


def beat(pulse: Path) -> None:
    """Say that a worker lives; a full disk is no reason to die."""
    with suppress(OSError):
        pulse.touch(mode=0o600)


def _round(worker: Worker) -> float:
    """One round; how many seconds to wait for the next."""
    try:
        done = jobs.run_due(worker)
    except SQLAlchemyError as error:
        click.echo(f"planner: cơ sở dữ liệu: {type(error).__name__}", err=True)
        return TROUBLE_SECONDS
    if done != Done():
        click.echo(_words(done))
    return CUT_OFF_SECONDS if done.is_cut_off else IDLE_SECONDS


def _tidy(worker: Worker) -> None:
    with suppress(SQLAlchemyError):  # the round says it, and another hour comes
        jobs.forget_the_dead(worker.sessions, clock())


def _worker(told: Event) -> Worker:
    """`told` is set when somebody asked for the end."""
    config, sessions = settings(), current_app.extensions["planner.writers"]

    def stop() -> bool:
        beat(config.instance / PULSE)
        return told.is_set()

    return Worker(sessions, config, clock, jobs.worker_name(), stop)


def _words(done: Done) -> str:
    return (
        f"Đã gửi {done.sent} thư; {done.delayed} hẹn gửi lại, "
        f"{done.failed} không gửi được, {done.uncertain} chưa rõ."
    )


COMMANDS = (work,)
