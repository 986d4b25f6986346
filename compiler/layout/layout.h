/*
 * Where everything lives.
 *
 * The reference back end keeps every local of a managed block resident in the frame, and every
 * temporary too. What is awaited shares memory: of one body only one suspension is alive at a time, so
 * its children are members of a union; the branches of a join are alive together, so they are members
 * of a struct inside it.
 *
 *     struct wok__frame_serve {
 *         struct wok__cold_serve wok__cold;         header and arguments
 *         char *buffer;                         locals, temporaries
 *         union {                               one member per suspension point
 *             struct wok_read wok__child_1;
 *             struct {                          a join: its branches, each with a union of its own
 *                 struct wok__branch wok__branch_1, wok__branch_2;
 *                 union { … }; union { … };
 *             };
 *         };
 *         int result;
 *     };
 *
 * The fast back end gives each of these a slot, finds which slots are never alive together, and lets
 * those share bytes. The struct is one union, in which each slot stands behind so many bytes of
 * padding; so it is still reached by its name:
 *
 *     struct wok__frame_serve {
 *         union {
 *             struct wok__cold_serve wok__cold;                          header and arguments
 *             struct { char wok__pad_1[24]; char *buffer; };
 *             struct { char wok__pad_2[32]; struct wok_read wok__child_1; };
 *             struct { char wok__pad_3[24]; int wok__result; };          when the buffer is freed
 *         };
 *     };
 *
 * A callee that is never a leaf of its own (it calls nothing through a descriptor) is merged: its frame
 * stands in the caller's without the header, that is, so that the header's bytes are others'. What
 * remains is a state of a byte or two, wherever there is room. The same goes for simple branches.
 *
 * The C compiler checks every offset and size that was counted on (`_Static_assert`).
 */
#ifndef WOKCC_LAYOUT_H
#define WOKCC_LAYOUT_H

#include "lower/lower.h"

enum slot_kind {
    SLOT_ARGUMENT,
    SLOT_VARIABLE,
    SLOT_TEMPORARY,
    SLOT_LITERAL, /* a compound literal */
    SLOT_CHILD,   /* what a suspension awaits */
    SLOT_BRANCH,  /* the strand of a branch of a join or race, or of a block by reference; of a
                     merged branch: its state */
    SLOT_WINNER,  /* of a race: which arm it is */
    SLOT_RESULT,
    SLOT_STATE, /* of a frame that may stand in its caller's without a header */
};

/* Bytes of a frame that one thing needs while it is alive. */
struct slot {
    enum slot_kind kind;
    const char *member; /* how the frame's struct names it, for `__builtin_offsetof` */
    const struct symbol *symbol;
    const struct temporary *temporary;
    const struct node *literal;
    const struct suspension *suspension;
    const struct body *body;
    size_t thing;                   /* its number in interfere.c */
    long long size, align;          /* -1: only the C compiler can tell */
    long long used;                 /* of a child: without the padding at the end of its frame */
    long long lead;                 /* of a child: the header that it does not have */
    long long offset;               /* -1: behind the known ones, in group `group` */
    unsigned group;                 /* those of one group share a place */
    unsigned first_line, last_line; /* where it is alive */
};

/* The frame of one routine in the fast back end. */
struct frame {
    const struct routine *routine;
    ARRAY(struct slot) slots;
    size_t word_count;
    uint64_t *conflicts;   /* a bit matrix over the slots: alive together */
    uint64_t **alive_at;   /* things, by suspension number - 1 */
    uint64_t **members;    /* things of a branch or block, by body number; [0] is NULL */
    uint64_t *lent;        /* variables that branches use, and that are not alive throughout */
    long long size, align; /* of the struct; -1 when only the C compiler can tell */
    long long used;        /* the end of the last slot */
    long long whole;       /* the size where it has a header, with the result that a shell writes */
    long long tail;        /* where the groups begin; -1: behind the arguments */
    unsigned group_count;
    unsigned height; /* of frames without a header, this one included; 0: it has one */
};

/*
 * Is a call of this routine, where it is embedded, merged into the caller? Then its frame has no header
 * there, only a state of its own, and it is polled again as a hand-written future is.
 */
bool layout_is_merged(const struct routine *callee);
/* Are the branches of this join or race merged into the body that waits for them? */
bool layout_merges_branches(const struct step *step);
/* Has the body no header of its own, as a merged callee or branch? */
bool layout_is_headless(const struct body *body);
/*
 * The order in which arguments stand behind a frame's header: by alignment, the strictest first, so that there
 * are no holes between them. It follows from the types alone, because a call through a pointer knows nothing
 * else; if one cannot be measured, it is that of the declaration. Indices, `count` of them.
 */
const size_t *layout_argument_order(struct arena *arena,
                                    const struct oracle_type *const *parameters, size_t count);
/* Is the result no part of the frame where that is merged, but written by the shell of one with a header? */
bool layout_is_late(const struct frame *frame, const struct slot *slot);
/* Bytes of such a body's state: 1 or 2. */
int layout_state_size(const struct body *body);

/*
 * For --garble (alive.c). Is the slot alive while its body stands at this suspension? And does it belong
 * to this branch or block, and to nothing around it?
 */
bool layout_is_alive(const struct frame *frame, const struct slot *slot,
                     const struct suspension *suspension);
/* For state tables: is what the variable's slot holds there surely the variable's value? */
bool layout_keeps(const struct frame *frame, const struct symbol *symbol,
                  const struct suspension *suspension);
bool layout_is_member(const struct frame *frame, const struct slot *slot, const struct body *body);

/* Decides residence, fields, hoisting and, in the fast back end, frames for every async definition. */
void layout_program(struct program *program);

/* `type`, spelt for file scope: local types by their hoisted names. For `__typeof__(…)`. */
const char *layout_spelling(const struct program *program, const struct routine *routine,
                            const struct oracle_type *type, uint32_t token);

/* --print=frame: each slot, its bytes, and why it is there. */
void layout_print(const struct program *program);

#endif
