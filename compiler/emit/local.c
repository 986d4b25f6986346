/*
 * The C locals of a machine in the fast back end: declared, saved on the way out, loaded on the way in.
 *
 *     static enum wok_step wok__resume_sum(struct wok_frame *wok__frame, struct wok_context *wok__cx) {
 *         …
 *         const int *p; long n, total, i;             emit__locals: at the top, for the debugger too
 *         switch (state) { case 0: p = self->p; n = self->n; break; case 1: goto wok__resume_1; }
 *         …
 *         if (…) { self->total = total; self->i = i; state = 1; return PENDING; }    emit__save
 *         if (0) { wok__resume_1:; p = self->p; n = self->n; total = …; i = …; }     emit__load
 *
 * An argument that is never modified is in its place at all times. Where something is polled it is read
 * again after that, whether or not the poll was the first: so it need not survive the call in a register,
 * which would have to be saved for those who do not come to an await at all.
 *
 * Which these are is decided in layout/residence.c.
 */
#include <string.h>

#include "analyze/live.h"
#include "emit/internal.h"

/* A branch and the routine's own body are C functions of their own. */
static bool is_of(const struct body *home, const struct body *body) {
    return !home || home == body;
}

static bool is_declared_at_top(const struct symbol *symbol, const struct body *body) {
    if (symbol->kind != SYMBOL_VARIABLE || !is_of(symbol->home, body))
        return false;
    return symbol->residence == RESIDENCE_CACHED ||
           (symbol->residence == RESIDENCE_LOCAL && symbol->is_parameter);
}

/* Variables of scopes that are apart may share a name, and then they share the local. */
static bool is_declared_before(const struct routine *routine, size_t at, const struct body *body) {
    for (size_t i = 0; i < at; i++)
        if (is_declared_at_top(routine->symbols.items[i], body) &&
            strcmp(routine->symbols.items[i]->local, routine->symbols.items[at]->local) == 0)
            return true;
    return false;
}

void emit__locals(struct printer *printer, const struct body *body) {
    const struct routine *routine = body->routine;
    const struct lowered *lowered = routine->lowered;
    if (!printer->unwinds && emit__has_reentry(printer, body->first))
        put(printer, " unsigned wok__into = 0;");
    for (size_t i = 0; i < routine->symbols.count && !printer->unwinds; i++) {
        const struct symbol *symbol = routine->symbols.items[i];
        if (is_declared_at_top(symbol, body) && !is_declared_before(routine, i, body))
            put(printer, " __typeof__(%s) %s __attribute__((__unused__));",
                emit__type(printer, symbol->type, symbol->declaration), symbol->local);
    }
    for (size_t i = 0; i < lowered->temporaries.count; i++) {
        const struct temporary *temporary = lowered->temporaries.items[i];
        bool is_local = temporary->residence == RESIDENCE_LOCAL ||
                        (temporary->residence == RESIDENCE_CACHED && !printer->unwinds);
        if (is_local && is_of(temporary->home, body))
            put(printer, " __typeof__(%s) %s __attribute__((__unused__));",
                emit__temporary_type(printer, temporary, NULL),
                emit__temporary_name(printer, temporary));
    }
}

void emit__load_arguments(struct printer *printer, const struct body *body) {
    const struct routine *routine = body->routine;
    for (size_t i = 0; i < routine->symbols.count; i++) {
        const struct symbol *symbol = routine->symbols.items[i];
        if (symbol->is_parameter && is_declared_at_top(symbol, body))
            put(printer, " %s = wok__self->%s;", symbol->local, symbol->field);
    }
}

/* The place of the frame, and the C local, of a value that is cached in this body; else false. */
static bool is_cached(struct printer *printer, const struct live_value *value,
                      const struct suspension *suspension, const char **slot, const char **local) {
    enum residence residence =
        value->symbol ? value->symbol->residence : value->temporary->residence;
    const struct body *home = value->symbol ? value->symbol->home : value->temporary->home;
    if (residence != RESIDENCE_CACHED || !is_of(home, suspension->body))
        return false;
    *local = value->symbol ? value->symbol->local : emit__temporary_name(printer, value->temporary);
    *slot = arena_format(printer->program->arena, "wok__self->%s",
                         value->symbol ? value->symbol->field : *local);
    return true;
}

/* What has not changed since the caller wrote it is in its place already. */
static bool is_saved(const struct live_value *value) {
    return value->symbol && value->symbol->is_parameter && !value->symbol->is_modified;
}

void emit__save(struct printer *printer, const struct suspension *suspension) {
    const struct live_set *set = live_at(suspension);
    const char *slot, *local;
    for (size_t i = 0; set && i < set->values.count; i++)
        if (!is_saved(&set->values.items[i]) &&
            is_cached(printer, &set->values.items[i], suspension, &slot, &local))
            put(printer, " %s = %s;", slot, local);
}

/* Is what is awaited there polled in C that is not the frame's own, once begun and at each resumption? */
static bool is_polled(const struct step *step) {
    if (!step->future)
        return false;
    switch (step->future->kind) {
    case FUTURE_EMBEDDED:
        return emit__is_merged(step);
    case FUTURE_VARIABLE:
        return step->future->routine->is_leaf;
    case FUTURE_CALL:
    case FUTURE_BLOCK:
        return false;
    default:
        return true;
    }
}

static void put_loads(struct printer *printer, const struct suspension *suspension, bool saved) {
    const struct live_set *set = live_at(suspension);
    bool reloads = is_polled(suspension->step);
    const char *slot, *local;
    for (size_t i = 0; set && i < set->values.count; i++)
        if ((reloads && is_saved(&set->values.items[i])) == saved &&
            is_cached(printer, &set->values.items[i], suspension, &slot, &local))
            put(printer, " %s = %s;", local, slot);
}

void emit__load(struct printer *printer, const struct suspension *suspension) {
    put_loads(printer, suspension, /* saved */ false);
}

void emit__reload(struct printer *printer, const struct suspension *suspension) {
    put_loads(printer, suspension, /* saved */ true);
}
