"""A mail server that somebody else wrote: aiosmtpd with its Maildir, and replies that a test asks for.

    mail_server.py FOLDER SETTINGS

SETTINGS is JSON: `tls` ("none", "starttls" or "implicit"), `host` (where it listens; its certificate is for
localhost), `user` and `password` (AUTH is required where they are set), `mechanisms` (those that are
offered), `refuse` (replies to RCPT by address, used up one by one), `silent` (addresses whose first letter is
taken, and the line dropped before the answer). Prints one line of JSON with the port and the file of the
authority. What it took stands in FOLDER/Maildir, what it saw in FOLDER/log.jsonl. It ends when its standard
input does."""

import asyncio
import hashlib
import json
import logging
import pathlib
import ssl
import sys
import warnings

import trustme
from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP, AuthResult


class Post(Mailbox):
    def __init__(self, folder, settings):
        super().__init__(folder / "Maildir")
        self.log = (folder / "log.jsonl").open("a")
        self.refuse = settings.get("refuse", {})
        self.silent = list(settings.get("silent", []))

    def note(self, **what):
        print(json.dumps(what), file=self.log, flush=True)

    async def handle_RCPT(self, server, session, envelope, address, options):
        replies = self.refuse.get(address)
        if replies:
            reply = replies.pop(0) if len(replies) > 1 else replies[0]
            if not reply.startswith("2"):
                self.note(refused=address)
                return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server, session, envelope):
        await super().handle_DATA(server, session, envelope)
        self.note(
            taken=envelope.rcpt_tos,
            encrypted=session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None,
            user=(session.auth_data.login.decode() if session.auth_data else None),
            sha256=hashlib.sha256(envelope.content).hexdigest(),
        )
        if any(to in self.silent for to in envelope.rcpt_tos):
            self.silent = [to for to in self.silent if to not in envelope.rcpt_tos]
            server.transport.abort()
        return "250 2.0.0 Ok: queued"


def main():
    # What it warns of is what the tests ask for.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    folder, settings = pathlib.Path(sys.argv[1]), json.loads(sys.argv[2])
    authority = trustme.CA()
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(ca_file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    post, tls = Post(folder, settings), settings["tls"]
    more = {}
    if settings.get("user"):

        def authenticator(server, session, envelope, mechanism, data):
            good = (data.login.decode(), data.password.decode()) == (settings["user"], settings["password"])
            post.note(mechanism=mechanism, login=data.login.decode(), good=good)
            return AuthResult(success=good, handled=False, auth_data=data if good else None)

        offered = settings.get("mechanisms", ["PLAIN", "LOGIN"])
        more = {
            "authenticator": authenticator,
            "auth_required": True,
            # TLS from the first byte needs no STARTTLS before the password.
            "auth_require_tls": tls == "starttls",
            "auth_exclude_mechanism": [one for one in ("PLAIN", "LOGIN") if one not in offered],
        }
    if tls == "starttls":
        more |= {"tls_context": context, "require_starttls": True}

    async def serve():
        loop = asyncio.get_running_loop()
        made = lambda: SMTP(post, hostname="mail.test", loop=loop, **more)
        own = context if tls == "implicit" else None
        server = await loop.create_server(made, settings.get("host", "127.0.0.1"), 0, ssl=own)
        port = server.sockets[0].getsockname()[1]
        print(json.dumps({"port": port, "ca_file": str(ca_file)}), flush=True)
        await loop.run_in_executor(None, sys.stdin.read)

    asyncio.run(serve())


if __name__ == "__main__":
    main()
