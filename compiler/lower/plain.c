/*
 * Callees that cannot suspend.
 *
 *     async int twice(int x) { return x * 2; }          a function of C's: wok__plain_twice
 *     async int four(int x) { return await twice(await twice(x)); }          this as well
 *
 * In the fast back end an await of one is a call: no frame, no state, and for the C compiler a function
 * like any other. Done behind the checks, which judge what is written, and only then: whether a callee
 * happens to suspend today changes no error.
 */
#include "lower/lower.h"

static bool is_plain(const struct suspension *suspension) {
    const struct step *step = suspension->step;
    return step->kind == STEP_AWAIT && step->future->kind == FUTURE_EMBEDDED &&
           step->future->routine->is_plain;
}

/* What is left is numbered anew, in the same order. Answers whether there was one. */
static bool make_calls(struct lowered *lowered) {
    bool found = false;
    for (size_t i = 0; i < lowered->bodies.count; i++) {
        struct body *body = lowered->bodies.items[i];
        size_t kept = 0;
        for (size_t j = 0; j < body->suspensions.count; j++) {
            struct suspension *suspension = body->suspensions.items[j];
            if (is_plain(suspension)) {
                suspension->step->kind = STEP_CALL;
                suspension->step->suspension = NULL;
                suspension->number = 0;
                found = true;
                continue;
            }
            body->suspensions.items[kept++] = suspension;
            suspension->state = (unsigned)kept;
        }
        body->suspensions.count = kept;
    }
    return found;
}

/* Numbers keep their order over the bodies of a routine. */
static void renumber(struct lowered *lowered) {
    unsigned count = 0;
    for (unsigned number = 1; number <= lowered->suspension_count; number++)
        for (size_t i = 0; i < lowered->bodies.count; i++)
            for (size_t j = 0; j < lowered->bodies.items[i]->suspensions.count; j++)
                if (lowered->bodies.items[i]->suspensions.items[j]->number == number)
                    lowered->bodies.items[i]->suspensions.items[j]->number = ++count;
    lowered->suspension_count = count;
}

static bool can_be_plain(const struct routine *routine) {
    if (!routine->lowered || routine->is_broken || routine->block || routine->is_main ||
        routine->is_recursive || !routine->definition || routine->lowered->bodies.count > 1 ||
        routine->lowered->suspension_count)
        return false;
    for (size_t i = 0; i < routine->symbols.count; i++) {
        const struct symbol *symbol = routine->symbols.items[i];
        if (symbol->kind == SYMBOL_VARIABLE && symbol->class != VARIABLE_PLAIN)
            return false;
    }
    return !routine->result || routine->result->future == ORACLE_PLAIN;
}

bool lower_plain_calls(struct program *program) {
    bool found = false;
    for (size_t i = 0; i < program->ordered_count; i++) {
        struct routine *routine = program->ordered[i];
        if (!routine->lowered || routine->is_broken)
            continue;
        if (make_calls(routine->lowered)) {
            renumber(routine->lowered);
            found = true;
        }
        routine->is_plain = can_be_plain(routine);
    }
    return found;
}
