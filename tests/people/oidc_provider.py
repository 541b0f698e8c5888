"""A small OpenID Connect provider on loopback: discovery, authorisation with PKCE, token, userinfo.

It signs nothing in: whoever comes is the person named by `claims`. It checks what a real one checks:
client, secret, redirect address, code once, and the PKCE verifier.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "densach", "bí-mật"


class Provider:
    """Runs while the `with` block does; `claims` is who signs in next, `log` what was asked."""

    def __init__(self):
        self.claims = {}
        self.codes = {}
        self.log = []
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.answer(self, "")

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                provider.answer(self, self.rfile.read(length).decode())

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_why):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler, body):
        parts = urlsplit(handler.path)
        asked = {k: v[0] for k, v in parse_qs(parts.query or "").items()}
        sent = {k: v[0] for k, v in parse_qs(body).items()}
        self.log.append(parts.path)
        if parts.path == "/.well-known/openid-configuration":
            return self.json(handler, self.discovery())
        if parts.path == "/authorize":
            return self.authorize(handler, asked)
        if parts.path == "/token":
            return self.token(handler, sent)
        if parts.path == "/userinfo":
            known = handler.headers["Authorization"] == "Bearer quyen"
            return self.json(handler, self.claims if known else {}, 200 if known else 401)
        if parts.path == "/keys":
            jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return self.json(handler, {"keys": [{**jwk, "kid": "1", "use": "sig", "alg": "RS256"}]})
        return self.json(handler, {}, 404)

    def discovery(self):
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }

    def authorize(self, handler, asked):
        right = (
            asked.get("client_id") == CLIENT
            and asked.get("response_type") == "code"
            and "openid" in asked.get("scope", "")
            and asked.get("code_challenge_method") == "S256"
        )
        if not right:
            return self.json(handler, {"error": "invalid_request"}, 400)
        if self.claims.get("refuses"):
            back = {"error": "access_denied", "state": asked["state"]}
        else:
            code = secrets.token_urlsafe()
            self.codes[code] = asked
            back = {"code": code, "state": asked["state"]}
        handler.send_response(302)
        handler.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
        handler.send_header("Content-Length", "0")
        return handler.end_headers()

    def token(self, handler, sent):
        asked = self.codes.pop(sent.get("code"), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = (
            asked is not None
            and sent.get("client_id") == CLIENT
            and sent.get("client_secret") == SECRET
            and sent.get("redirect_uri") == asked["redirect_uri"]
            and asked["code_challenge"] == challenge
        )
        if not right:
            return self.json(handler, {"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, **self.claims}
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})
        answer = {"access_token": "quyen", "token_type": "Bearer", "expires_in": 300}
        return self.json(handler, {**answer, "id_token": signed})

    def json(self, handler, value, status=200):
        content = json.dumps(value).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)
