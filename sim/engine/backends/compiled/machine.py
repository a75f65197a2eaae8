"""From LLVM text to machine code for this processor, and into memory. The only module that knows llvmlite."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any

LEVEL = 2


@cache
def _llvm() -> Any:
    """The binding, told once which processor it works for: what is loaded needs that as much as what is made."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm


@cache
def _machine() -> Any:
    """The code generator for this very processor, without any leave to change how numbers round."""
    llvm = _llvm()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=LEVEL,
        reloc="pic",
        codemodel="small",
    )


@cache
def target() -> str:
    """What machine code depends on beside its text."""
    import llvmlite

    llvm = _llvm()
    features = llvm.get_host_cpu_features().flatten()
    return f"{llvmlite.__version__} {llvm.get_default_triple()} {llvm.get_host_cpu_name()} {features} {LEVEL}"


def assembled(text: str) -> bytes:
    """The object code of a module."""
    module = _llvm().parse_assembly(text)
    module.verify()
    machine: bytes = _machine().emit_object(module)
    return machine


class Loaded:
    """Object code in memory; ``run`` lets other threads work meanwhile."""

    def __init__(self, code: bytes, entry: str) -> None:
        llvm = _llvm()
        machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        address = self._engine.get_function_address(entry)
        if not address:
            raise ValueError(f"no function {entry} in the machine code")
        self.run: Callable[[int], None] = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(address)
