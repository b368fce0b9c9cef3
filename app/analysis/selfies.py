"""A selfie looked at closely: are the eyes open and to be seen, does the face look this way?

A sure sign is a *problem*, which another selfie mends; a doubtful one is a *doubt*, which a person
looks at, so that nobody with narrow eyes or glasses is turned away.
"""

from dataclasses import replace

import cv2
import numpy as np

from app.analysis import faces
from app.analysis.faces import Face, Image
from app.analysis.mesh import Mesh, fit_mesh, lid_openings
from app.domain.evidence import FaceEvidence

#: Mean opening of both lids: surely closed below the first, in doubt below the second. Open eyes
#: lay at 0.126 (laughing) to 0.29, drawn and filmed closed ones at -0.01 to 0.07.
_CLOSED, _NEARLY_CLOSED = 0.03, 0.085
#: Grey level of the skin around the eyes as a share of that of the cheeks: surely covered below the
#: first, in doubt below the second. Bare faces lay at 0.84 and more, black glasses drawn on
#: them at 0.10 to 0.19, ones that let a quarter of the light through at 0.32 to 0.41.
_COVERED, _SHADED = 0.3, 0.5
#: Degrees a face is turned aside or up and down: away beyond the first, in doubt beyond the second.
_TURNED_AWAY, _TURNED = 50.0, 35.0
#: Below this belief of the mesh nothing it says is used.
_SURE = 0.5

#: Skin under and beside the eyes, which glasses cover and lids do not; and the cheeks.
_AROUND_EYES = (110, 228, 230, 231, 111, 117, 339, 448, 450, 451, 340, 346)
_CHEEKS = (50, 205, 187, 280, 425, 411)


def look_at_selfie(image: Image) -> tuple[FaceEvidence, Face | None]:
    """Return what is seen in a selfie (RGB), which must show exactly one person, and the face.

    Raises ModelMissing when the models have not been fetched.
    """
    evidence, face = faces.selfie_evidence(image)
    if face is None or evidence.problem is not None:
        return evidence, face
    upright = np.ascontiguousarray(np.rot90(image, face.quarter_turns))
    found = faces.find_faces(upright) if face.quarter_turns else [face]
    mesh = fit_mesh(upright, found[0]) if found else None
    if mesh is None or mesh.presence < _SURE:
        return replace(evidence, doubt="not-measured"), face
    return _measured(evidence, upright, mesh), face


def eye_shade(image: Image, mesh: Mesh) -> float:
    """Return how dark the skin around the eyes is beside the cheeks: about 1 is as light as they.

    A share, so that it is the same for every skin and light.
    """
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    reach = max(1, round(0.02 * mesh.width))
    height, width = grey.shape

    def tone(places: tuple[int, ...]) -> float:
        tones = []
        for x, y in mesh.points[list(places), :2].round().astype(int):
            if 0 <= x < width and 0 <= y < height:
                patch = grey[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
                tones.append(float(np.median(patch)))
        return float(np.median(tones)) if tones else 0.0

    return tone(_AROUND_EYES) / max(1.0, tone(_CHEEKS))


def _measured(evidence: FaceEvidence, image: Image, mesh: Mesh) -> FaceEvidence:
    lids = sum(lid_openings(image, mesh)) / 2
    shade = eye_shade(image, mesh)
    aside = max(abs(mesh.yaw), abs(mesh.pitch))
    problem = doubt = None
    if aside > _TURNED:
        doubt = "turned-away"
        problem = "turned-away" if aside > _TURNED_AWAY else None
    elif shade < _SHADED:
        doubt = "eyes-covered"
        problem = "eyes-covered" if shade < _COVERED else None
    elif lids < _NEARLY_CLOSED:
        doubt = "closed-eyes"
        problem = "closed-eyes" if lids < _CLOSED else None
    return replace(
        evidence,
        problem=problem,
        doubt=None if problem else doubt,
        yaw=round(mesh.yaw, 1),
        lids=round(lids, 3),
        eye_shade=round(shade, 3),
    )
