"""The app in a process that is killed at any moment, and comes back on the same socket.

``python -m tests.diary_server FOLDER PORT`` prints a cookie and the port it listens on, then
serves; each line on standard input kills the server at once and starts another one. PORT is the
one under which browsers see it.
"""

import os
import signal
import sys
from pathlib import Path

import uvicorn
from tests.fakes import ToldAnalyzer

from hemiface.operations.patients import add_person
from hemiface.operations.service import location_of, open_service
from hemiface.operations.session import Session, open_session
from hemiface.web.app import make_app
from hemiface.web.server import listen
from hemiface.web.settings import ServerSettings

PSEUDONYM = "P001"


def main(folder: Path, port: int) -> None:
    os.environ["HEMIFACE_DATA"] = str(folder)
    settings = ServerSettings(port=port, workers=0)
    with open_session() as session:
        add_person(session, {"pseudonym": PSEUDONYM})
    with open_service(location_of(settings.data)) as service:
        cookie = service.sign_ins.begin()
    listener = listen(ServerSettings(port=0))
    sys.stdout.write(f"{cookie} {listener.getsockname()[1]}\n")
    sys.stdout.flush()
    while True:
        child = os.fork()
        if child == 0:
            app = make_app(settings, template=Session(analyzer=ToldAnalyzer()))
            config = uvicorn.Config(app, log_level="critical", access_log=False)
            uvicorn.Server(config).run(sockets=[listener])
            os._exit(1)
        line = sys.stdin.readline()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if not line:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
