"""Run by check-python-client.sh, which generates the module vigil_api from docs/openapi.json."""

import json
import re
from pathlib import Path

import vigil_api
from pydantic import ValidationError

components = json.loads(Path("docs/openapi.json").read_text())["components"]["schemas"]
missing = [name for name in components if not hasattr(vigil_api, name)]
assert not missing, f"not in the module: {missing}"

# A generator numbers the names that collide.
classes = [name for name, value in vars(vigil_api).items() if isinstance(value, type)]
numbered = [name for name in classes if re.search(r"\d$", name) and name not in components]
assert not numbered, f"numbered names: {numbered}"

read = 0
for name in components:
    if not name.endswith("V1"):
        continue
    kind = getattr(vigil_api, name).model_fields["type"].annotation.__args__[0]
    example = json.loads(Path(f"events/examples/{kind}.json").read_text())
    event = vigil_api.Event.model_validate(example).root
    assert type(event).__name__ == name, f"{kind} was read as {type(event).__name__}"
    read += 1
assert read > 20, f"only {read} examples were read"

try:
    vigil_api.SessionCheckedInV1.model_validate({"type": "session.checked-in.v1"})
except ValidationError:
    pass
else:
    raise AssertionError("an event without data was accepted")

print(f"python client: one module, {len(components)} schemas, {read} example events read")
