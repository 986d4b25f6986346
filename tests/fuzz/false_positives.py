"""
Correct programs that the checks must say nothing about: Csmith's, made async, with code between their
statements that takes locks, thread-bound values and results of the library, and is done with them
before the next await; and that starts tasks with addresses which these tasks do not outlive.

    pthread_mutex_lock(&table_lock); table_entries++; pthread_mutex_unlock(&table_lock);
    (void)await maybe(3);

Whether they run is the differential rig's business; here wokcc only reads them.
"""

import random
import re

import csmith
import rig

HEAD = """
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <wok/wok.h>

struct WOK_NOT_SEND dress_cell { int count; struct dress_cell *next; };
struct WOK_NOT_SYNC dress_view { int count; };
struct WOK_NO_AWAIT dress_guard { int depth; };
struct WOK_SEND dress_shared { struct dress_cell *cell; int count; };
struct dress_holder { struct dress_cell *cell; int plain; };

static pthread_mutex_t dress_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t dress_rwlock = PTHREAD_RWLOCK_INITIALIZER;
static _Thread_local int dress_thread_count;
static int dress_count;

static struct dress_guard dress_enter(void) { return (struct dress_guard){1}; }
static void dress_leave(struct dress_guard *guard) { dress_count += guard->depth; }
static void dress_use(struct dress_cell *cell) { dress_count += cell->count; }
static int dress_view_read(const struct dress_view *view) { return view->count; }
static async int dress_child(int *place) { await wok_yield(); return ++*place; }
static async int dress_value(struct dress_view view) { await wok_yield(); return view.count; }
"""

# Each is a block of its own; {n} is a number, AWAIT an await of the program's own kind.
DRESSES = (
    "{ pthread_mutex_lock(&dress_mutex); dress_count++; pthread_mutex_unlock(&dress_mutex); AWAIT }",
    "{ pthread_mutex_lock(&dress_mutex); if (dress_count > {n}) { pthread_mutex_unlock(&dress_mutex); AWAIT }"
    " else { dress_count++; pthread_mutex_unlock(&dress_mutex); } AWAIT }",
    "{ if (pthread_mutex_trylock(&dress_mutex) == 0) pthread_mutex_unlock(&dress_mutex); AWAIT }",
    "{ pthread_rwlock_rdlock(&dress_rwlock); int seen = dress_count; pthread_rwlock_unlock(&dress_rwlock);"
    " AWAIT dress_count = seen; }",
    "{ for (int i = 0; i < {n}; i++) { pthread_mutex_lock(&dress_mutex); dress_count += i;"
    " pthread_mutex_unlock(&dress_mutex); if (i == 1) continue; AWAIT } }",
    "{ struct dress_cell cell = {{n}, NULL}; dress_use(&cell); int count = cell.count; AWAIT dress_count = count; }",
    "{ struct dress_cell cell = {{n}, NULL}; dress_use(&cell); AWAIT cell = (struct dress_cell){1, NULL};"
    " dress_use(&cell); }",
    "{ struct dress_cell cell = {{n}, NULL}; struct dress_cell *at = &cell; while (at) { dress_use(at);"
    " at = at->next; } AWAIT }",
    "{ struct dress_holder holder = {NULL, {n}}; int plain = holder.plain; AWAIT dress_count += plain; }",
    "{ struct dress_shared shared = {NULL, {n}}; AWAIT dress_count += shared.count; }",
    "{ struct dress_view view = {{n}}; AWAIT dress_count += dress_view_read(&view); }",
    "{ struct dress_guard guard = dress_enter(); dress_leave(&guard); AWAIT }",
    "{ { struct dress_guard guard __attribute__((cleanup(dress_leave))) = dress_enter(); dress_count++; } AWAIT }",
    "{ int *own = &dress_thread_count; ++*own; AWAIT own = &dress_thread_count; ++*own; }",
    "{ errno = 0; int failure = errno; AWAIT dress_count += failure; errno = 0; }",
    "{ char text[32]; snprintf(text, sizeof text, \"%s\", strerror({n})); AWAIT dress_count += text[0]; }",
    "{ time_t now = {n}; struct tm parts; parts = *localtime(&now); AWAIT dress_count += parts.tm_sec; }",
    "{ int local = {n}; dress_count += await dress_child(&local); }",
    "{ int local = {n}; task(int) child = spawn(dress_child(&local)); AWAIT dress_count += await child; }",
    "{ int local = {n}; task(int) child = spawn(dress_child(&local)); if (dress_count == {n}) {"
    " (void)await wok_cancel(child); } else { dress_count += await child; } }",
    "{ static int kept; wok_detach(spawn(dress_child(&kept))); AWAIT }",
    "{ struct dress_view view = {{n}}; wok_detach(spawn(dress_value(view))); AWAIT }",
    "{ int local = {n}; auto boxed = box(dress_child(&local)); AWAIT dress_count += await boxed; }",
    "{ auto later = dress_child(&dress_count); AWAIT dress_count += await later; }",
    "{ int local = {n}; WOK_SCOPE(scope); wok_scope_spawn(&scope, dress_child(&local)); if (dress_count > {n}) {"
    " int other = 1; WOK_SCOPE(inner); wok_scope_spawn(&inner, dress_child(&other));"
    " wok_scope_spawn(&inner, dress_child(&local)); AWAIT (void)await wok_scope_run(&inner); }"
    " (void)await wok_scope_run(&scope); dress_count += local; }",
    "{ WOK_SCOPE(scope); for (int i = 0; i < {n}; i++) { int local = i; if (i == 3) break;"
    " wok_scope_spawn(&scope, dress_child(&local)); AWAIT (void)await wok_scope_run(&scope); } }",
    "{ struct wok_scope scope = WOK_SCOPE_INIT, *pointer = &scope; int local = {n};"
    " wok_scope_add(pointer, box(dress_child(&local)));"
    " race { when (await wok_scope_run(pointer)) { dress_count++; } when (await wok_yield()) { } } }",
    "{ int local = {n}, answer; wok_group *group = wok_group_create();"
    " (void)wok_group_spawn(group, dress_child(&local)); while (await wok_group_next(group, &answer) == 0)"
    " dress_count += answer; wok_group_destroy(group); }",
    "{ int local = {n}; join(await dress_child(&local), await dress_child(&dress_count)); dress_count += local; }",
    "{ int local = {n}; race { when (await dress_child(&local)) { dress_count++; } when (await wok_yield()) { } } }",
)

STATEMENT = re.compile(r"^ +(?:\(void\)await maybe|return \(|if \(\(await|for \()")


class Dresser:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.count = 0

    def dress(self):
        self.count += 1
        await_text = f"(void)await maybe({self.random.randrange(9)});"
        text = self.random.choice(DRESSES)
        return text.replace("{n}", str(self.random.randrange(1, 9))).replace("AWAIT", await_text)

    def program(self, text):
        head, _, body = text.partition("\n#include \"fuzz.h\"")
        out = []
        for line in body.splitlines():
            ends = out[-1].rstrip()[-1:] if out and out[-1].strip() else ""
            if STATEMENT.match(line) and ends in (";", "{", "}") and self.random.randrange(100) < 40:
                out.append("    " + self.dress())
            out.append(line)
        return head + "\n#include \"fuzz.h\"" + HEAD + "\n".join(out) + "\n"


def make(seed):
    """A correct program and how many dresses it wears, or None where Csmith has none."""
    made = csmith.make(seed)
    if not made:
        return None
    dresser = Dresser(seed)
    return dresser.program("\n" + csmith.HEAD + made[1]), dresser.count


def check(bench, seed, cover):
    """Nothing at all may be said about the program."""
    made = make(seed)
    if not made:
        cover["seeds without a program"] += 1
        return
    text, count = made
    cover["correct uses in Csmith programs"] += count
    source = bench.file("async.c")
    source.write_text(text)
    status, output = rig.run([bench.wokcc, "gcc", "-std=gnu11", "-w", "-Wno-psabi", f"-I{rig.HERE}", "-fsyntax-only", source], 120)
    if status or output:
        raise rig.Failure(f"status {status}\n{output[:3000]}")
