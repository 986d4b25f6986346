"""What the figures were taken on, in words: they do not travel between machines."""
import datetime
import os
import pathlib
import platform


def _first(path, key):
    try:
        for line in pathlib.Path(path).read_text().splitlines():
            if line.startswith(key):
                return line.partition(":")[2].strip().strip('"') or line.partition("=")[2].strip('"')
    except OSError:
        pass
    return ""


def describe():
    memory_kib = int((_first("/proc/meminfo", "MemTotal").split() or ["0"])[0])
    hypervisor = "hypervisor" in _first("/proc/cpuinfo", "flags")
    return {
        "cpu": _first("/proc/cpuinfo", "model name") or platform.machine(),
        "cpus": len(os.sched_getaffinity(0)),
        "virtual": hypervisor,
        "memory_gib": round(memory_kib / (1 << 20), 1),
        "kernel": platform.release(),
        "system": _first("/etc/os-release", "PRETTY_NAME") or platform.system(),
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "load": round(os.getloadavg()[0], 2),
    }


def sentence(machine):
    kind = "virtual machine" if machine["virtual"] else "machine"
    return (f"{machine['cpus']} CPUs of {machine['cpu']} ({kind}), {machine['memory_gib']:.0f} GiB, "
            f"{machine['system']}, kernel {machine['kernel']}; {machine['date']}, "
            f"load average at the start {machine['load']}")
