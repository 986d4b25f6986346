/*
 * --print=frame in the fast back end: where each slot is, drawn, and why.
 *
 *     frame of greet: 56 bytes (header 16, what is alive 37, result 4)
 *
 *       byte          0       8       16      24      32      40      48
 *       header        ================
 *       name                          ========
 *       wok_sleep                             ================================
 *       state                                                                 =
 *       result                        ====
 *
 *       offset  bytes  lines
 *            0     16         header     who resumes it, and where
 *           16      8  4-6    name       an argument; used next at line 6
 *       …
 */
#include <stdio.h>
#include <string.h>

#include "layout/frame.h"

enum { COLUMNS_MAX = 64, TICK_COLUMNS = 8, NAME_WIDTH_MIN = 8, NAME_WIDTH_MAX = 24 };

struct drawing {
    const struct program *program;
    const struct frame *frame;
    int name_width;
    long long scale; /* bytes a column */
};

/* ---- names and reasons ---- */

static const char *future_name(const struct future *future) {
    if (future->routine)
        return future->routine->name;
    switch (future->kind) {
    case FUTURE_CALL:
        return "(call)";
    case FUTURE_BOX:
        return "(box)";
    default:
        return "(task)";
    }
}

static const char *slot_name(const struct drawing *drawing, const struct slot *slot) {
    struct arena *arena = drawing->program->arena;
    switch (slot->kind) {
    case SLOT_ARGUMENT:
    case SLOT_VARIABLE:
        return slot->symbol->name;
    case SLOT_TEMPORARY:
        return arena_format(arena, "temporary %u", slot->temporary->number);
    case SLOT_LITERAL:
        return "(literal)";
    case SLOT_CHILD:
        return future_name(slot->suspension->step->future);
    case SLOT_BRANCH:
        return arena_format(arena, slot->body->is_block ? "block %u" : "branch %u",
                            slot->body->number);
    case SLOT_WINNER:
        return "(winner)";
    case SLOT_RESULT:
        return "result";
    case SLOT_STATE:
        return "state";
    }
    return "";
}

static const char *child_reason(const struct step *step) {
    switch (step->future->kind) {
    case FUTURE_EMBEDDED:
        return layout_is_merged(step->future->routine) ? "awaited: its frame, merged into this one"
                                                       : "awaited: its frame, by value";
    case FUTURE_LEAF:
        return "awaited: a hand-written future, by value";
    case FUTURE_CALL:
        return "awaited: a pointer to its frame, which lies on the strand";
    case FUTURE_BOX:
        return "awaited: the handle of a box";
    default:
        return "awaited: the wait for a task";
    }
}

static const char *reason_text(const struct drawing *drawing, const struct live_value *value) {
    unsigned line = flow_line(drawing->program, value->node);
    static const char *const texts[] = {
        [LIVE_AWAITED] = "awaited at line %u",
        [LIVE_ADDRESS] = "its address is taken at line %u",
        [LIVE_CAPTURED] = "shared with a branch at line %u",
        [LIVE_USE] = "used next at line %u",
        [LIVE_DEFER] = "used by the defer at line %u",
        [LIVE_CLEANUP] = "cleaned up, as line %u says",
        [LIVE_HANDLE] = "a handle of line %u, given up when cancelled",
    };
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return arena_format(drawing->program->arena, texts[value->reason], line);
#pragma GCC diagnostic pop
}

/* Why it is alive at the first suspension at which it is. */
static const char *value_reason(const struct drawing *drawing, const struct slot *slot) {
    const struct analysis *analysis = drawing->frame->routine->analysis;
    for (unsigned i = 0; i < analysis->live->count; i++) {
        const struct live_set *set = &analysis->live->sets[i];
        for (size_t k = 0; set->suspension && k < set->values.count; k++) {
            struct live_value value = set->values.items[k];
            if (value.symbol != slot->symbol || value.temporary != slot->temporary)
                continue;
            live_explain(analysis->flow, set, &value);
            return reason_text(drawing, &value);
        }
    }
    return "alive at no await";
}

static const char *slot_reason(const struct drawing *drawing, const struct slot *slot) {
    struct arena *arena = drawing->program->arena;
    switch (slot->kind) {
    case SLOT_ARGUMENT:
        return arena_format(arena, "an argument; %s", value_reason(drawing, slot));
    case SLOT_VARIABLE:
        if (slot->symbol->class == VARIABLE_FUTURE)
            return "a future by value";
        return value_reason(drawing, slot);
    case SLOT_TEMPORARY:
        return arena_format(arena, "a value inside an expression; %s", value_reason(drawing, slot));
    case SLOT_LITERAL:
        return "a compound literal, to the end of its block";
    case SLOT_CHILD:
        return child_reason(slot->suspension->step);
    case SLOT_BRANCH:
        if (slot->body->is_block)
            return "the strand of an async block";
        return layout_is_headless(slot->body) ? "the state of a branch, merged into this body"
                                              : "the strand of a branch";
    case SLOT_WINNER:
        return "which arm of the race it is";
    case SLOT_RESULT:
        return "written on return, read by whoever awaits it";
    case SLOT_STATE:
        return "where it stands, whether or not it has a header";
    }
    return "";
}

/* ---- the drawing ---- */

static void choose_width(struct drawing *drawing) {
    const struct frame *frame = drawing->frame;
    drawing->name_width = NAME_WIDTH_MIN;
    for (size_t i = 0; i < frame->slots.count; i++) {
        int length = (int)strlen(slot_name(drawing, &frame->slots.items[i]));
        if (length > drawing->name_width)
            drawing->name_width = length < NAME_WIDTH_MAX ? length : NAME_WIDTH_MAX;
    }
    drawing->scale = 1;
    while (frame->tail / drawing->scale > COLUMNS_MAX)
        drawing->scale *= 2;
}

static void draw_ticks(const struct drawing *drawing) {
    printf("  %-*s ", drawing->name_width, "byte");
    for (long long column = 0; column * drawing->scale < drawing->frame->tail;
         column += TICK_COLUMNS)
        printf("%-*lld", TICK_COLUMNS, column * drawing->scale);
    printf("\n");
}

static void draw_bar(const struct drawing *drawing, const char *name, long long begin,
                     long long end) {
    long long from = begin / drawing->scale, to = (end + drawing->scale - 1) / drawing->scale;
    printf("  %-*s %*s", drawing->name_width, name, (int)from, "");
    for (long long i = from; i < to; i++)
        printf("=");
    printf("\n");
}

static void draw(const struct drawing *drawing) {
    const struct frame *frame = drawing->frame;
    draw_ticks(drawing);
    draw_bar(drawing, "header", 0, HEADER_SIZE);
    for (size_t i = 0; i < frame->slots.count; i++) {
        const struct slot *slot = &frame->slots.items[i];
        if (slot->offset >= 0)
            draw_bar(drawing, slot_name(drawing, slot), slot->offset + slot->lead,
                     slot->offset + slot->used);
    }
}

/* ---- the list ---- */

static bool shares(const struct slot *a, const struct slot *b) {
    return a != b && a->offset >= 0 && b->offset >= 0 &&
           a->offset + a->lead < b->offset + b->used && b->offset + b->lead < a->offset + a->used;
}

static void print_sharers(const struct drawing *drawing, const struct slot *slot) {
    const char *separator = "; shares bytes with ";
    for (size_t i = 0; i < drawing->frame->slots.count; i++) {
        const struct slot *other = &drawing->frame->slots.items[i];
        if (!shares(slot, other))
            continue;
        printf("%s%s", separator, slot_name(drawing, other));
        if (other->kind == SLOT_CHILD)
            printf(" (line %u)", flow_line(drawing->program, other->suspension->step->node));
        separator = ", ";
    }
}

static void print_lines(const struct slot *slot) {
    char lines[32] = "";
    if (slot->first_line && slot->last_line > slot->first_line)
        snprintf(lines, sizeof lines, "%u-%u", slot->first_line, slot->last_line);
    else if (slot->first_line)
        snprintf(lines, sizeof lines, "%u", slot->first_line);
    printf("  %-9s", lines);
}

static void print_slot(const struct drawing *drawing, const struct slot *slot) {
    if (slot->offset >= 0)
        printf("  %6lld %6lld", slot->offset + slot->lead, slot->used - slot->lead);
    else
        printf("  %6s %6s", "behind", "?");
    print_lines(slot);
    printf(" %-*s %s", drawing->name_width, slot_name(drawing, slot), slot_reason(drawing, slot));
    print_sharers(drawing, slot);
    printf("\n");
}

/* Declared here, but nowhere in the frame. */
static void print_locals(const struct drawing *drawing) {
    const struct routine *routine = drawing->frame->routine;
    const char *separator = "  not in it: ";
    bool any = false;
    for (size_t i = 0; i < routine->symbols.count; i++) {
        const struct symbol *symbol = routine->symbols.items[i];
        if (symbol->kind != SYMBOL_VARIABLE || symbol->residence != RESIDENCE_LOCAL ||
            symbol->is_parameter)
            continue;
        printf("%s%s", separator, symbol->name);
        separator = ", ";
        any = true;
    }
    printf(any ? ", alive at no await\n" : "");
}

/* Without header and result. */
static long long alive_bytes(const struct frame *frame) {
    long long end = HEADER_SIZE;
    for (size_t i = 0; i < frame->slots.count; i++) {
        const struct slot *slot = &frame->slots.items[i];
        if (slot->kind != SLOT_RESULT && slot->offset >= 0 && slot->offset + slot->used > end)
            end = slot->offset + slot->used;
    }
    return end - HEADER_SIZE;
}

static void print_sizes(const struct frame *frame) {
    if (frame->size < 0) {
        printf(" what only the C compiler can measure\n");
        return;
    }
    printf(" %lld bytes (header %d, what is alive %lld", frame->whole, HEADER_SIZE,
           alive_bytes(frame));
    for (size_t i = 0; i < frame->slots.count; i++)
        if (frame->slots.items[i].kind == SLOT_RESULT)
            printf(", result %lld", frame->slots.items[i].size);
    printf(")\n");
}

void layout__print_ruler(const struct program *program, const struct frame *frame) {
    struct drawing drawing = {.program = program, .frame = frame};
    printf("frame of %s:", frame->routine->name);
    print_sizes(frame);
    choose_width(&drawing);
    if (frame->tail >= 0) {
        printf("\n");
        draw(&drawing);
    }
    printf("\n  offset  bytes  lines\n");
    printf("  %6d %6d  %-9s %-*s %s\n", 0, HEADER_SIZE, "", drawing.name_width, "header",
           "what resumes it, and who goes on when it is finished");
    for (size_t i = 0; i < frame->slots.count; i++)
        print_slot(&drawing, &frame->slots.items[i]);
    print_locals(&drawing);
    printf("\n");
}
