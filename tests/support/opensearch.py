"""A cluster of three OpenSearch nodes for tests: real servers, a process each, of artefacts that Maven fetches.

One cluster serves all test processes of a run. Whoever needs it first starts it, holds the pipes on which its nodes
wait, and at the end waits for the others before it lets go.
"""

import fcntl
import hashlib
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "opensearch"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "evidencehub-tests"
NODES = 3
# Enough for what tests hold; with the first compiler alone a node is up in half the time.
JAVA_OPTIONS = ("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
OLDEST_JAVA = 17
SECONDS_TO_START = 180


class CannotStart(Exception):
    """The cluster's parts cannot be had, or its nodes do not find each other; the message says which."""


def java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return str(Path(home, "bin", "java")) if home else shutil.which("java")


def lacking() -> str | None:
    """What this machine lacks, in a few words; looks at files alone."""
    program = java()
    if not program or not Path(program).exists():
        return "there is no Java on this machine"
    release = Path(program).resolve().parents[1] / "release"
    found = re.search(r'JAVA_VERSION="(\d+)', release.read_text()) if release.exists() else None
    if not found or int(found[1]) < OLDEST_JAVA:
        return f"Java is older than {OLDEST_JAVA}; JAVA_HOME may name another"
    if not Path(program).resolve().with_name("javac").exists():
        return "Java is here without its compiler"
    return None if shutil.which("mvn") else "there is no Maven on this machine"


def classpath() -> str:
    """The artefacts that ``pom.xml`` names, in Maven's own folder, and ``Node.java`` compiled: once for each version.

    :raises CannotStart: Maven cannot get them.
    """
    pom, program = FOLDER / "pom.xml", FOLDER / "Node.java"
    made = CACHE / hashlib.sha256(pom.read_bytes() + program.read_bytes()).hexdigest()[:16]
    listed = made / "classpath"
    if not listed.exists() or not all(Path(jar).exists() for jar in listed.read_text().split(os.pathsep)):
        made.mkdir(parents=True, exist_ok=True)
        partial = made / "partial"
        _run("mvn", "-q", "-B", "-f", str(pom), "dependency:build-classpath", f"-Dmdep.outputFile={partial}")
        _run(
            str(Path(str(java())).resolve().with_name("javac")),
            "-cp",
            partial.read_text(),
            "-d",
            str(made),
            str(program),
        )
        os.replace(partial, listed)
    return f"{made}{os.pathsep}{listed.read_text()}"


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"{command[0]} failed for the test cluster: {(done.stdout + done.stderr).strip()[-500:]}")


class Cluster:
    """Nodes that were started by this process."""

    def __init__(self, folder: Path, java_options: Sequence[str] = JAVA_OPTIONS) -> None:
        self._folder = folder
        self._java_options = java_options
        self._classpath = classpath()
        self.ports = _free_ports(2 * NODES)
        self.nodes: list[subprocess.Popen[bytes]] = [self._started(number) for number in range(NODES)]
        try:
            self.wait_for("wait_for_status=green", NODES)
        except BaseException:
            self.stop()
            raise

    @property
    def hosts(self) -> list[str]:
        return [f"127.0.0.1:{port}" for port in self.ports[:NODES]]

    def _started(self, number: int) -> "subprocess.Popen[bytes]":
        names = [f"node-{each}" for each in range(NODES)]
        seeds = ",".join(f"127.0.0.1:{port}" for port in self.ports[NODES:])
        command = [
            str(java()), *self._java_options, "-cp", self._classpath, "Node",
            str(self._folder / names[number]), names[number], str(self.ports[number]), str(self.ports[NODES + number]),
            seeds, ",".join(names),
        ]  # fmt: skip
        with (self._folder / f"{names[number]}.log").open("ab") as log:
            return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT)

    def kill(self, number: int) -> None:
        """As a machine that loses its power."""
        self.nodes[number].kill()
        self.nodes[number].communicate()

    def start_again(self, number: int) -> None:
        """With what it had on its disk; returns when all nodes are there and all copies are whole."""
        self.nodes[number] = self._started(number)
        self.wait_for("wait_for_status=green", NODES)

    def wait_for(self, what: str, nodes: int) -> None:
        """:raises CannotStart: it did not come about, with the end of a node's own words."""
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until:
            for host in self.hosts:
                answer = _get(
                    host, f"/_cluster/health?{what}&wait_for_nodes={nodes}&timeout=5s&cluster_manager_timeout=1s"
                )
                if answer.get("timed_out") is False:
                    return
            if any(node.poll() is not None for node in self.nodes):
                break
            time.sleep(0.2)
        words = "\n".join(path.read_text(errors="replace")[-800:] for path in self._folder.glob("*.log"))
        raise CannotStart(f"OpenSearch's nodes did not come up: {words}")

    def stop(self) -> None:
        for node in self.nodes:
            node.kill()
        for node in self.nodes:
            node.communicate()


@contextmanager
def shared(folder: Path) -> Iterator[list[str]]:
    """The hosts of a cluster that all test processes with the same folder share."""
    folder.mkdir(exist_ok=True)
    address = folder / "hosts.json"
    with ExitStack() as stack:
        using = stack.enter_context((folder / "using").open("w"))
        own: Cluster | None = None
        with (folder / "starting").open("w") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if not address.exists():
                own = Cluster(folder)
                address.write_text(json.dumps(own.hosts))
            fcntl.flock(using, fcntl.LOCK_SH)
            hosts = json.loads(address.read_text())
        yield hosts
        if own is None:
            return
        with (folder / "starting").open("w") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            fcntl.flock(using, fcntl.LOCK_EX)  # when all others have let go
            address.unlink()
            own.stop()


def _get(host: str, path: str) -> dict[str, object]:
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        with closing(connection):
            connection.request("GET", path)
            found: dict[str, object] = json.loads(connection.getresponse().read())
            return found
    except (OSError, ValueError, http.client.HTTPException):
        return {}


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(closing(socket.socket())) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
