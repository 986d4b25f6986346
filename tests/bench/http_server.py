"""A small HTTP/1.1 keep-alive server with faults on request, for the tests of the load.

    http_server.py        prints `listening on http://127.0.0.1:PORT`, serves until it is killed

The path chooses the behaviour: /good, /large (1 MiB), /missing (404), /close (closes after the
answer), /cut (closes in the middle of the body), /malformed, /silent (never answers), /slow
(answers in pieces of a few bytes), /empty (204), /continue (an interim 100 first).
"""
import asyncio
import resource

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


async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ")[1].decode()
            if path == "/silent":
                continue
            text = answer(path)
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
        writer.close()


async def main():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=4096)
    print("listening on http://127.0.0.1:%d" % server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
