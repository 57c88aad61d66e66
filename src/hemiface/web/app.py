"""The app, put together."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from importlib.resources import files
from pathlib import Path
from threading import Event, Thread

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.staticfiles import StaticFiles

from hemiface.operations.measuring import make_worker
from hemiface.operations.readiness import get_ready
from hemiface.operations.service import location_of, open_service
from hemiface.operations.session import Session
from hemiface.version import __version__
from hemiface.web import (
    camera,
    check,
    diary,
    emg,
    entrance,
    follow,
    guide,
    handouts,
    home,
    intake,
    jobs,
    longwork,
    offline,
    passkeys,
    people,
    person_entries,
    phone,
    problems,
    raters,
    reminders,
    review,
    scales,
    second_factor,
    shell,
    treatments,
    trust,
    upkeep,
    uploads,
    welcome,
)
from hemiface.web.access import check_routes
from hemiface.web.guards import Guards
from hemiface.web.links import Links
from hemiface.web.settings import ServerSettings
from hemiface.web.state import App, admit
from hemiface.web.templating import load_pages

LOOK_S = 60.0
"""How often it is looked for passphrases that nobody uses any more."""

ROUTERS: tuple[APIRouter, ...] = (
    # The rooms that are asked most come first: each one before it is looked into.
    people.router,
    person_entries.router,
    review.router,
    emg.router,
    shell.router,
    entrance.router,
    second_factor.router,
    home.router,
    intake.router,
    uploads.router,
    jobs.router,
    camera.router,
    guide.router,
    guide.api,
    check.router,
    follow.router,
    diary.router,
    treatments.router,
    scales.router,
    reminders.router,
    phone.router,
    trust.router,
    upkeep.router,
    longwork.router,
    passkeys.router,
    welcome.router,
    raters.router,
    handouts.router,
    offline.router,
)
"""The rooms of the app."""


def make_app(
    settings: ServerSettings | None = None,
    *,
    template: Session | None = None,
    say_link: Callable[[str], None] = lambda _: None,
) -> FastAPI:
    """Put the app together; what it needs is opened now and closed when it ends.

    Parameters
    ----------
    settings
        Where it listens, and for whom.
    template
        What every session begins as; the owner's, with the real analyzer, by default.
    say_link
        Called with the secret of each new one-time link.

    Raises
    ------
    RecordStorageError
        If the place of the records cannot be used.
    """
    settings = settings or ServerSettings()
    stack = ExitStack()
    service = stack.enter_context(open_service(location_of(settings.data)))
    held = App(settings, service, Links(say_link), template or Session())
    stack.callback(held.close)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with stack, _working(held):
            yield

    app = FastAPI(
        title="hemiface",
        version=__version__,
        description="What the pages of the app use. Everything stays on this machine.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        dependencies=[Depends(admit)],
        generate_unique_id_function=_operation_id,
    )
    app.state.held = held
    app.state.close = stack.close
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    check_routes(app)
    static = Path(str(files("hemiface.web"))) / "static"
    app.mount("/static", StaticFiles(directory=static), name="static")
    app.add_middleware(Guards, settings=settings)
    return app


@contextmanager
def _working(held: App) -> Iterator[None]:
    """Let workers measure while the app runs; what is at work at its end is taken up again."""
    stop = Event()
    threads = [
        Thread(target=make_worker(held.service, held.template.analyzer).run, args=(stop,))
        for _ in range(held.settings.workers)
    ]
    threads.append(Thread(target=_get_ready, name="get-ready"))
    threads.append(Thread(target=_lock_idle, args=(held, stop), name="lock-idle"))
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _get_ready() -> None:
    get_ready()
    load_pages()


def _lock_idle(held: App, stop: Event) -> None:
    while not stop.wait(LOOK_S):
        held.forget_idle()


def _operation_id(route: APIRoute) -> str:
    """Operations are called as their functions."""
    return route.name
