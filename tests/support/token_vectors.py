"""JWTs that must never be taken: forged, confused, cut, bent, doubled, too early or too late."""

import base64
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Json = dict[str, Any]
Vector = tuple[str, str]

SECRET = "a-secret-of-the-organization-of-enough-length"
ALGORITHMS = [
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "ES256K",
    "EdDSA", "Ed448", "none", "None", "NONE", "nOnE", "", " HS256", "hs256", None, 0, True,
    ["HS256"], {"alg": "HS256"}, "dir", "A256KW",
]  # fmt: skip
KEY_IDS = [
    "", "unknown", "../../../dev/null", "/dev/null", "' OR 1=1 --", "0", "one\x00", "One", "one ",
    "x" * 3000, "http://127.0.0.1/keys", 1, None, ["one"], {"kid": "one"}, True,
]  # fmt: skip


@dataclass(frozen=True)
class Issuer:
    """An issuer with its one algorithm, and what it signs and is verified by."""

    name: str
    algorithm: str
    private: Any
    public_pem: str | None

    def sign(self, claims: Json, **header: Any) -> str:
        """Return a token of these claims."""
        named = {"kid": "one", **header} if self.public_pem else header
        payload = json.dumps(claims).encode()
        return jwt.PyJWS().encode(payload, self.private, self.algorithm, headers=named)


def make_issuers() -> list[Issuer]:
    """Return one issuer for each algorithm."""
    made = [
        ("RS256", rsa.generate_private_key(65537, 2048)),
        ("ES256", ec.generate_private_key(ec.SECP256R1())),
        ("EdDSA", ed25519.Ed25519PrivateKey.generate()),
    ]
    return [
        Issuer("https://hs256.example", "HS256", SECRET, None),
        *(Issuer(f"https://{name.lower()}.example", name, key, _pem(key)) for name, key in made),
    ]


def invalid_tokens(
    issuer: Issuer, others: list[Issuer], audience: str, moment: int
) -> Iterator[Vector]:
    """Yield name and text of tokens that must be refused."""
    good = {"iss": issuer.name, "aud": audience, "exp": moment + 300}
    token = issuer.sign(good)
    yield from _wrong_algorithms(issuer, good)
    yield from _wrong_key_ids(issuer, good)
    yield from _headers_that_bring_a_key(issuer, good)
    yield from _wrong_claims(issuer, good, moment)
    yield from _wrong_texts(issuer, good)
    yield from _wrong_signatures(issuer, token)
    yield from _bent(token)
    for other in others:
        yield f"signed by {other.name}", other.sign(good)
        head, _, signature = token.split(".")
        foreign = other.sign({**good, "iss": other.name}).split(".")[1]
        yield f"claims of {other.name}", f"{head}.{foreign}.{signature}"


def encode(part: object) -> str:
    """Return bytes, or an object as JSON, in the base 64 of tokens."""
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _wrong_algorithms(issuer: Issuer, claims: Json) -> Iterator[Vector]:
    signature = issuer.sign(claims).split(".")[2]
    confused = [b"", b"\x00", SECRET[:-1].encode()]
    if issuer.public_pem:
        # Whoever verifies HS256 by the public key lets everybody sign.
        confused += [issuer.public_pem.encode(), issuer.public_pem.strip().encode()]
    for algorithm in ALGORITHMS:
        header = {"typ": "JWT", "alg": algorithm, "kid": "one"}
        signed = f"{encode(header)}.{encode(claims)}"
        yield f"alg {algorithm!r} unsigned", f"{signed}."
        if algorithm != issuer.algorithm:
            yield f"alg {algorithm!r} with another's signature", f"{signed}.{signature}"
    for size, name in (("sha256", "HS256"), ("sha384", "HS384"), ("sha512", "HS512")):
        for number, secret in enumerate(confused):
            signed = f"{encode({'typ': 'JWT', 'alg': name, 'kid': 'one'})}.{encode(claims)}"
            made = encode(_hmac(secret, signed.encode(), size))
            yield f"{name} by secret {number}", f"{signed}.{made}"


def _wrong_key_ids(issuer: Issuer, claims: Json) -> Iterator[Vector]:
    for key_id in KEY_IDS:
        header = {"typ": "JWT", "alg": issuer.algorithm, "kid": key_id}
        signed = f"{encode(header)}.{encode(claims)}"
        # As if the key were the empty file that the name leads to.
        yield (
            f"kid {str(key_id)[:20]!r}",
            f"{signed}.{encode(_hmac(b'', signed.encode(), 'sha256'))}",
        )
    if issuer.public_pem:
        for key_id in ("unknown", "", "One", "one ", "../one"):
            yield f"another kid {key_id!r}", issuer.sign(claims, kid=key_id)


def _headers_that_bring_a_key(issuer: Issuer, claims: Json) -> Iterator[Vector]:
    thief = rsa.generate_private_key(65537, 2048)
    brought = json.loads(jwt.get_algorithm_by_name("RS256").to_jwk(thief.public_key()))
    for name, value in (
        ("jwk", brought),
        ("jku", "https://thief.example/keys"),
        ("x5u", "https://thief.example/chain"),
        ("x5c", ["MIIB"]),
        ("jku", "http://127.0.0.1:1/keys"),
        ("jku", f"{issuer.name}@thief.example/keys"),
    ):
        for key_id in ("one", "thief"):
            header = {name: value, "kid": key_id}
            token = jwt.PyJWS().encode(json.dumps(claims).encode(), thief, "RS256", headers=header)
            yield f"{name} of a thief, kid {key_id}", token
    for name, value in (
        ("crit", ["exp"]),
        ("crit", []),
        ("crit", ["b64"]),
        ("b64", False),
        ("typ", "JOSE"),
        ("typ", 7),
        ("typ", ["JWT"]),
        ("typ", ""),
    ):
        header = {"typ": "JWT", "alg": issuer.algorithm, "kid": "one", name: value}
        yield f"header {name} {value!r}", _signed(issuer, encode(header), encode(claims))


def _wrong_claims(issuer: Issuer, good: Json, moment: int) -> Iterator[Vector]:
    audience = good["aud"]
    changes: list[Json] = [
        *({"exp": value} for value in (
            None, moment - 61, 0, -1, 1, True, "soon", str(moment + 300), [moment + 300], {}, "",
            1e300, -1e300, 10**400, "Infinity",
        )),
        *({"nbf": value} for value in (moment + 3600, "0", True, [], -1, "now", 1e300)),
        *({"iat": value} for value in (moment + 3600, "0", False, {}, -1, 1e300)),
        *({"aud": value} for value in (
            None, "", "https://other.example", f"{audience}/", f"{audience}.other.example",
            audience.upper(), audience[:-1], [], ["https://other.example"], [[audience]], {}, 1,
            {"aud": audience}, f" {audience}", "*", True,
        )),
        *({"iss": value} for value in (
            None, "", "https://other.example", f"{issuer.name}/", issuer.name.upper(),
            [issuer.name], {"iss": issuer.name}, 1, True, f" {issuer.name}", f"{issuer.name}\x00",
            "x" * 300, "*", "%",
        )),
        *({"customerId": value} for value in (None, "", 1, ["1"], {}, "a b", "x" * 51, "..", True)),
        *({"permissions": value} for value in ("*", "GetKycRequestCollection", {}, 1, True, None)),
    ]  # fmt: skip
    for change in changes:
        yield f"claim {str(change)[:60]}", issuer.sign({**good, **change})
    for name in ("exp", "aud", "iss"):
        kept = {key: value for key, value in good.items() if key != name}
        yield f"no {name}", issuer.sign(kept)


def _wrong_texts(issuer: Issuer, good: Json) -> Iterator[Vector]:
    head = encode({"typ": "JWT", "alg": issuer.algorithm, "kid": "one"})
    whole = json.dumps(good)
    for name, text in {
        "a list": f"[{whole}]",
        "a text": '"x"',
        "null": "null",
        "a number": "1",
        "empty": " ",
        "no JSON": whole[:-1],
        "two objects": whole * 2,
        "NaN": whole[:-1] + ', "x": NaN}',
        "Infinity as end": whole[:-1] + ', "exp": Infinity}',
        "iss twice": '{"iss": "https://other.example", ' + whole[1:],
        "iss twice, ours last": whole[:-1] + f', "iss": "{issuer.name}"}}',
        "exp twice": '{"exp": 1, ' + whole[1:],
        "aud twice": '{"aud": "x", ' + whole[1:],
        "doubled deep inside": whole[:-1] + ', "x": {"a": 1, "a": 2}}',
        "nested too deeply": whole[:-1] + ', "x": ' + "[" * 1200 + "]" * 1200 + "}",
        "huge": whole[:-1] + f', "x": "{"y" * 5000}"}}',
        "half a character": whole[:-1] + ', "x": "\udcff"}',
        "a byte order mark": "\ufeff" + whole,
    }.items():
        raw = text.encode("utf-8", "surrogateescape")
        yield f"claims are {name}", _signed(issuer, head, encode(raw))
    for coding in ("utf-16", "utf-32"):
        yield f"claims in {coding}", _signed(issuer, head, encode(whole.encode(coding)))
    alg = f'"alg": "{issuer.algorithm}"'
    for name, text in {
        "alg twice": f'{{"alg": "none", {alg}, "kid": "one"}}',
        "alg twice, none last": f'{{{alg}, "kid": "one", "alg": "none"}}',
        "kid twice": f'{{{alg}, "kid": "two", "kid": "one"}}',
        "a list": f'[{{{alg}, "kid": "one"}}]',
        "empty": "{}",
        "no JSON": f"{{{alg}",
    }.items():
        yield f"header is {name}", _signed(issuer, encode(text.encode()), encode(whole.encode()))
    inner = issuer.sign(good)
    yield "a token in a token", _signed(issuer, head, encode(inner.encode()))
    cty = {"typ": "JWT", "alg": issuer.algorithm, "cty": "JWT", "kid": "one"}
    yield "a token in a token, said so", _signed(issuer, encode(cty), encode(inner.encode()))


def _wrong_signatures(issuer: Issuer, token: str) -> Iterator[Vector]:
    signed, _, signature = token.rpartition(".")
    size = len(base64.urlsafe_b64decode(signature + "=="))
    for name, raw in {
        "zeros": bytes(size),
        "ones": b"\xff" * size,
        "one": b"\x01".rjust(size, b"\x00"),
        "short zeros": bytes(8),
        "a zero": b"\x00",
        "twice": base64.urlsafe_b64decode(signature + "==") * 2,
        "reversed": base64.urlsafe_b64decode(signature + "==")[::-1],
    }.items():
        yield f"signature of {name}", f"{signed}.{encode(raw)}"
    if issuer.algorithm == "ES256":
        raw = base64.urlsafe_b64decode(signature + "==")
        r, s = (int.from_bytes(half, "big") for half in (raw[:32], raw[32:]))
        yield "signature in DER", f"{signed}.{encode(encode_dss_signature(r, s))}"


def _bent(token: str) -> Iterator[Vector]:
    head, claims, signature = token.split(".")
    for number, part in enumerate((head, claims, signature)):
        for position in range(0, len(part), max(1, len(part) // 8)):
            other = "A" if part[position] != "A" else "B"
            bent = part[:position] + other + part[position + 1 :]
            parts = [head, claims, signature]
            parts[number] = bent
            yield f"part {number} bent at {position}", ".".join(parts)
    for cut in range(1, len(token), max(1, len(token) // 12)):
        yield f"cut at {cut}", token[:cut]
    yield from {
        "no dots": head + claims + signature,
        "two parts": f"{head}.{claims}",
        "four parts": f"{token}.",
        "five parts": f"{token}..",
        "no header": f".{claims}.{signature}",
        "no claims": f"{head}..{signature}",
        "dots": "..",
        "padded": f"{token}=",
        "padded twice": f"{token}==",
        "header padded": f"{head}=.{claims}.{signature}",
        "doubled": token * 2,
        "in quotes": f'"{token}"',
        "ends with a dot": f"{token}.{signature}",
        "plus for minus": f"{head}.{claims}.{signature[:-1]}+",
        "parts swapped": f"{claims}.{head}.{signature}",
        "signature upside down": f"{head}.{claims}.{signature.swapcase()}",
        "percent": token.replace(".", "%2E"),
        "flattened": json.dumps({"protected": head, "payload": claims, "signature": signature}),
    }.items()
    # The last character of a signature has bits to spare: other spellings of the same bytes.
    raw = base64.urlsafe_b64decode(signature + "==")
    for character in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
        other = signature[:-1] + character
        if other != signature and base64.urlsafe_b64decode(other + "==") == raw:
            yield f"slack bits {character}", f"{head}.{claims}.{other}"


def _signed(issuer: Issuer, head: str, claims: str) -> str:
    signed = f"{head}.{claims}"
    algorithm = jwt.get_algorithm_by_name(issuer.algorithm)
    key = algorithm.prepare_key(issuer.private)
    return f"{signed}.{encode(algorithm.sign(signed.encode(), key))}"


def _hmac(secret: bytes, text: bytes, size: str) -> bytes:
    return hmac.new(secret, text, size).digest()


def _pem(key: Any) -> str:
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return str(public.decode())
