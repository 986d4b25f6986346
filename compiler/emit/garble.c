/*
 * --garble: what is not alive at a suspension is overwritten there.
 *
 *     { save; state = 1;
 *       { static const struct wok__range wok__dead[] = { { 16, 56 }, … },
 *             wok__alive[] = { { offsetof(struct wok__frame_sum, total), sizeof … }, … };
 *         wok__garble(wok__self, 72, wok__dead, wok__alive); }
 *       return PENDING; }
 *
 * A program that is compiled right does not notice. One that reads a value after liveness has given it
 * up reads garbage, even if nothing else has its bytes: so tests need not be so lucky that two faults
 * meet. It is for tests (tests/fuzz), and not in --help.
 */
#include "analyze/live.h"
#include "emit/internal.h"
#include "layout/layout.h"

void emit__garble_support(struct printer *printer) {
    if (!printer->program->garbles)
        return;
    put(printer,
        "struct wok__range { unsigned long begin, size; };\n"
        "static __attribute__((__unused__)) void wok__garble(void *wok__frame, unsigned long "
        "wok__size, "
        "const struct wok__range *wok__dead, const struct wok__range *wok__alive) { "
        "char *frame = wok__frame, copy[wok__size]; __builtin_memcpy(copy, frame, wok__size); "
        "for (const struct wok__range *r = wok__dead; r->begin != -1ul; r++) "
        "__builtin_memset(copy + r->begin, 0xd7, r->size); "
        "for (; wok__alive->begin != -1ul; wok__alive++) __builtin_memcpy(copy + "
        "wok__alive->begin, "
        "frame + wok__alive->begin, wok__alive->size); "
        "for (; wok__dead->begin != -1ul; wok__dead++) __builtin_memcpy(frame + wok__dead->begin, "
        "copy + wok__dead->begin, wok__dead->size); }\n");
}

/* Of a merged callee's frame the bytes of the header are others'. */
static void put_slot(struct printer *printer, const struct frame *frame, const struct slot *slot) {
    const char *name = frame->routine->name;
    put(printer, " { __builtin_offsetof(struct wok__frame_%s, %s) + %lld, ", name, slot->member,
        slot->lead);
    if (slot->offset >= 0 && slot->used >= 0)
        put(printer, "%lld },", slot->used - slot->lead);
    else
        put(printer, "sizeof(((struct wok__frame_%s *)0)->%s) },", name, slot->member);
}

/* Padding at the end of a frame may be its caller's. */
static const char *size_of(struct printer *printer, const struct frame *frame) {
    struct arena *arena = printer->program->arena;
    if (frame == frame->routine->frame && frame->size > 0)
        return arena_format(arena, "%lld", frame->used);
    return arena_format(arena, "sizeof(struct wok__frame_%s)", frame->routine->name);
}

void emit__garble(struct printer *printer, const struct suspension *suspension) {
    const struct frame *frame = suspension->body->routine->watched;
    const struct body *body = suspension->body;
    if (!frame || !live_at(suspension)->suspension)
        return;
    put(printer, " { static const struct wok__range wok__dead[] = {");
    if (!body->outer)
        put(printer, " { sizeof(struct wok_frame), %s - sizeof(struct wok_frame) },",
            size_of(printer, frame));
    for (size_t i = 0; body->outer && i < frame->slots.count; i++)
        if (layout_is_member(frame, &frame->slots.items[i], body))
            put_slot(printer, frame, &frame->slots.items[i]);
    put(printer, " { -1ul, 0 } }, wok__alive[] = {");
    for (size_t i = 0; i < frame->slots.count; i++)
        if (layout_is_alive(frame, &frame->slots.items[i], suspension))
            put_slot(printer, frame, &frame->slots.items[i]);
    put(printer, " { -1ul, 0 } }; wok__garble(wok__self, %s, wok__dead, wok__alive); }",
        size_of(printer, frame));
}
