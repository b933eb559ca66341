"""A Majordomo client, written from RFC 7 (MDP/Client, MDPC01) and nothing else.

    mdp_client.py ENDPOINT SERVICE BODY [BODY ...]

Sends one request, one frame for each BODY, on a REQ socket, and prints each frame of the reply's body on a
line of its own. A BODY that begins with hex: is bytes, and then the reply is printed so too. Retries as the RFC recommends: a new socket after each silence. Exit code 2 without a reply.
"""

import sys

import zmq

HEADER = b"MDPC01"
SILENCE_MS = 5_000
RETRIES = 3


def request(context, endpoint, service, body):
    for _ in range(RETRIES):
        socket = context.socket(zmq.REQ)
        socket.linger = 0
        socket.connect(endpoint)
        socket.send_multipart([HEADER, service, *body])
        if socket.poll(SILENCE_MS):
            frames = socket.recv_multipart()
            socket.close()
            if len(frames) < 3 or frames[0] != HEADER or frames[1] != service:
                raise SystemExit(f"no MDPC01 reply of {service!r}: {frames!r}")
            return frames[2:]
        socket.close()
    return None


def main():
    endpoint, service, *body = sys.argv[1:]
    is_bytes = any(part.startswith("hex:") for part in body)
    frames = [bytes.fromhex(part[4:]) if part.startswith("hex:") else part.encode() for part in body]
    reply = request(zmq.Context(), endpoint, service.encode(), frames)
    if reply is None:
        raise SystemExit(2)
    for frame in reply:
        print("hex:" + frame.hex() if is_bytes else frame.decode())


if __name__ == "__main__":
    main()
