"""A receiver of webhooks that checks each request with the public library of Standard Webhooks.

    receiver.py SECRET

POST /hook answers 204 to a request whose signature holds and 401 to any other. GET / tells what came:
`taken` (headers, body and parsed document of each) and `refused` (why). Prints one line of JSON with the
port; ends when its standard input does."""

import http.server
import json
import os
import sys
import threading

from standardwebhooks import Webhook, WebhookVerificationError

webhook, taken, refused = Webhook(sys.argv[1]), [], []


class Receiver(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            said = webhook.verify(body, headers)
        except (WebhookVerificationError, ValueError) as error:
            refused.append(str(error))
            return self.answer(401)
        taken.append({"headers": headers, "body": body.decode(), "said": said})
        self.answer(204)

    def do_GET(self):
        self.answer(200, json.dumps({"taken": taken, "refused": refused}).encode())

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"port": server.server_port}), flush=True)
sys.stdin.read()
os._exit(0)
