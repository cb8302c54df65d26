"""huey only wakes the worker: what is to be done lies in the database as due rows (``shared.due``)."""

from collections.abc import Callable, Sequence

from huey import Huey, RedisHuey, SqliteHuey, crontab

from evidencehub.shared.settings import Settings

# Of the worker, all woken by what becomes due; what waits in one holds up no other. Two do what is slow.
LANES = ("quick", "mail", "slow", "slow too", "scans", "meaning", "backups", "dois")
MAX_DELAY_SECONDS = 0.25  # how long a waiting worker may sleep between two looks
Run = Callable[[], None]


def queue(settings: Settings) -> Huey:
    if settings.redis_url:
        return RedisHuey("evidencehub", url=settings.redis_url, results=False)
    return SqliteHuey("evidencehub", filename=str(settings.home / "wake.sqlite3"), results=False, fsync=False)


def _task(huey: Huey, number: int, run: Run) -> Callable[[], object]:
    def lane() -> None:  # of this module, because huey names a task by the module of its function, on both sides
        run()

    task: Callable[[], object] = huey.task(name=f"lane_{number}")(lane)
    return task


def _tasks(huey: Huey, lanes: Sequence[Run]) -> list[Callable[[], object]]:
    return [_task(huey, number, run) for number, run in enumerate(lanes)]


def waker(settings: Settings) -> Run:
    """A function that wakes every lane of the worker, wherever it runs."""
    made: list[Callable[[], object]] = []

    def wake() -> None:
        if not made:  # most commands never wake anybody, and opening the queue makes a file
            made.extend(_tasks(queue(settings), [lambda: None] * len(LANES)))
        for task in made:
            task()

    return wake


def work_until_stopped(settings: Settings, lanes: Sequence[Run]) -> None:
    """Run every lane at the start, when woken, and once a minute, until a signal ends the process."""
    huey = queue(settings)
    tasks = _tasks(huey, lanes)
    for number, run in enumerate(lanes):
        huey.periodic_task(crontab(minute="*"), name=f"sweep_{number}")(run)
    huey.flush()  # wakes left over from before: one look at the rows serves them all
    for task in tasks:
        task()
    huey.create_consumer(
        workers=len(lanes), worker_type="thread", initial_delay=0.05, max_delay=MAX_DELAY_SECONDS
    ).run()  # fmt: skip
