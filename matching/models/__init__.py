from matching.models.instructions import Instruction, InstructionKind
from matching.models.runs import (
    UNFINISHED,
    Change,
    Failure,
    PriceList,
    Proposal,
    Quality,
    Run,
    RunKind,
    RunState,
    Stage,
)
from matching.models.weights import Criterion, Importance, Weighting

__all__ = [
    "UNFINISHED",
    "Change",
    "Criterion",
    "Failure",
    "Importance",
    "Instruction",
    "InstructionKind",
    "PriceList",
    "Proposal",
    "Quality",
    "Run",
    "RunKind",
    "RunState",
    "Stage",
    "Weighting",
]
