"""Which capability a request needs that the library lacks."""

# By capability: whether a `begin_…` request asks for it.
NEEDS = {
    "cross_origin": lambda request: request["policy"]["cross_origin"],
    # Without framing there is no topOrigin to expect.
    "top_origins": lambda request: request["policy"]["cross_origin"],
    "attestation": lambda request: request["policy"]["attestation"]["verify"],
    "backup_state": lambda request: request["policy"]["backup_state"] != "ignore",
    "client_data": lambda request: request["policy"]["client_data"] != "full",
    "conditional_create": lambda request: request["op"] == "begin_registration" and request.get("mediation") == "conditional",
    "discoverable": lambda request: request["op"] == "begin_authentication" and not request["records"],
    "challenge": lambda request: request.get("challenge") is not None,
}


def beyond(data, request):
    """The first capability that a `begin_…` request needs and the library lacks, by its data; None where there is none."""
    for capability in data.lacks:
        # What the library does about attestation, told or not, is said by the limits instead.
        limited = capability == "attestation" and data.attestation
        if not limited and NEEDS.get(capability, lambda _: False)(request):
            return capability
    policy = request["policy"]
    if _beyond_limits(data.attestation, policy["attestation"]):
        return "attestation"
    if request["op"] == "begin_registration" and not (policy["algorithms"] and set(policy["algorithms"]) <= set(data.algorithms)):
        return "algorithms"
    return None


def _beyond_limits(limits, attestation):
    conveyance, trust = limits.get("conveyance"), limits.get("trust")
    return (conveyance is not None and attestation["conveyance"] not in conveyance) or (
        trust is not None and attestation["verify"] and set(attestation["trust"]) != set(trust)
    )
