"""A Majordomo worker, written from RFC 7 (MDP/Worker, MDPW01) and nothing else.

    mdp_worker.py ENDPOINT SERVICE [--heartbeat MILLISECONDS]

Answers each request with its own body frames, upper-cased. Prints "registered" after each READY. Sends
DISCONNECT and ends on SIGTERM.
"""

import signal
import sys
import time

import zmq

HEADER = b"MDPW01"
READY, REQUEST, REPLY, HEARTBEAT, DISCONNECT = (bytes([number]) for number in range(1, 6))
LIVENESS = 4


class Stop(Exception):
    pass


def stop(*_):
    raise Stop


def connect(context, endpoint, service):
    socket = context.socket(zmq.DEALER)
    socket.linger = 200
    socket.connect(endpoint)
    socket.send_multipart([b"", HEADER, READY, service])
    print("registered", flush=True)
    return socket


def serve(context, endpoint, service, heartbeat):
    socket = connect(context, endpoint, service)
    heard = said = time.monotonic()
    try:
        while True:
            if socket.poll(int(heartbeat * 1000)):
                empty, header, command, *rest = socket.recv_multipart()
                if empty != b"" or header != HEADER:
                    raise SystemExit(f"not a message of MDPW01: {header!r}")
                heard = time.monotonic()
                if command == REQUEST:
                    client, delimiter, *body = rest
                    if delimiter != b"" or not body:
                        raise SystemExit(f"a REQUEST out of shape: {rest!r}")
                    socket.send_multipart([b"", HEADER, REPLY, client, b"", *(part.upper() for part in body)])
                    said = time.monotonic()
                elif command == DISCONNECT:
                    heard = float("-inf")
                elif command != HEARTBEAT:
                    raise SystemExit(f"a command out of place: {command!r}")
            if time.monotonic() - heard > heartbeat * LIVENESS:
                socket.close(linger=0)
                socket = connect(context, endpoint, service)
                heard = said = time.monotonic()
            elif time.monotonic() - said >= heartbeat:
                socket.send_multipart([b"", HEADER, HEARTBEAT])
                said = time.monotonic()
    except Stop:
        socket.send_multipart([b"", HEADER, DISCONNECT])
        socket.close()


def main():
    endpoint, service, *options = sys.argv[1:]
    heartbeat = int(options[1]) / 1000 if options[:1] == ["--heartbeat"] else 2.5
    signal.signal(signal.SIGTERM, stop)
    context = zmq.Context()
    serve(context, endpoint, service.encode(), heartbeat)
    context.term()


if __name__ == "__main__":
    main()
