"""A small HTTP/1.1 keep-alive server with faults on request, for the tests of the load.

    http_server.py [--corrupt] [--address A] [FOLDER]

prints `listening on http://127.0.0.1:PORT` and serves until SIGTERM. With a FOLDER it also serves that
folder's files, and /stats as httpd does; --corrupt changes one byte of every large file.

Without one, the path chooses the behaviour: /good, /large (1 MiB), /missing (404), /close (closes after the
answer), /cut (closes in the middle of the body), /malformed, /silent (never answers), /slow
(answers in pieces of a few bytes), /empty (204), /continue (an interim 100 first).
"""
import asyncio
import json
import pathlib
import resource
import signal
import sys

BODIES = {"/good": b"good\n" * 40, "/large": bytes(range(256)) * 4096, "/slow": b"slowly" * 9,
          "/close": b"bye\n", "/continue": b"after the interim answer\n"}


def answer(path):
    if path == "/malformed":
        return b"SMTP 220 hello\r\n\r\n"
    if path == "/empty":
        return b"HTTP/1.1 204 No Content\r\n\r\n"
    if path == "/cut":
        return b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"
    if path not in BODIES:
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nnone\n"
    body = BODIES[path]
    head = b"HTTP/1.1 200 OK\r\ncontent-length:  %d\r\n" % len(body)
    if path == "/close":
        head += b"Connection: close\r\n"
    interim = b"HTTP/1.1 100 Continue\r\n\r\n" if path == "/continue" else b""
    return interim + head + b"\r\n" + body


connections = 0


def file_answer(folder, path, corrupt):
    """The answer for a file of the folder or /stats, or None."""
    if path == "/stats":
        body = json.dumps({"tasks": connections + 2, "connections": connections}).encode()
    elif (folder / ((path.strip("/")) or "index.html")).is_file():
        body = bytearray((folder / ((path.strip("/")) or "index.html")).read_bytes())
        if corrupt and len(body) > 100000:
            body[70000] ^= 1
    else:
        return None
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body


async def serve(reader, writer):
    global connections
    connections += 1
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ")[1].decode()
            if path == "/silent":
                continue
            text = FOLDER and file_answer(FOLDER, path, CORRUPT) or answer(path)
            pieces = [text] if path != "/slow" else [text[at:at + 7] for at in range(0, len(text), 7)]
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                if path == "/slow":
                    await asyncio.sleep(0.001)
            if path in ("/close", "/cut"):
                break
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        connections -= 1
        writer.close()


async def main():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=4096)
    print("listening on http://127.0.0.1:%d" % server.sockets[0].getsockname()[1], flush=True)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await stopped.wait()


CORRUPT = "--corrupt" in sys.argv
ARGUMENTS = [argument for argument in sys.argv[1:] if argument != "--corrupt"]
if ARGUMENTS[:1] == ["--address"]:
    ARGUMENTS = ARGUMENTS[2:]
FOLDER = pathlib.Path(ARGUMENTS[0]) if ARGUMENTS else None

if __name__ == "__main__":
    asyncio.run(main())
