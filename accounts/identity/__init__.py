"""Signing in with the town's identity provider, by OpenID Connect.

allauth speaks OAuth: the state of a sign-in, the exchange of its code, PKCE. What the programme adds, because
allauth leaves it out: a nonce, the issuer that the provider must call itself, the signature of its answer; and
what follows from an answer. Somebody is known by issuer and `sub`, and by nothing else.
"""
