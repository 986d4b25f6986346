/*
 * Loops that suspend and are entered through their headers: those that await in each turn, and those
 * that cannot be written twice.
 *
 *     unsigned wok__into = 0;                              at the top of the C function
 *     …
 *     if (0) { wok__resume_3: wok__into = 3; (load) goto wok__enter_1;
 *              wok__resume_4: wok__into = 4; (load) goto wok__enter_1; }
 *     wok__enter_1:;
 *     for (; wok__into || i < n; i++) {
 *         if (wok__into) switch (wok__into) {
 *         case 3: wok__into = 0; goto wok__entry_3;        an await of this loop
 *         case 4: goto wok__enter_2;                       one of a loop in it: before its header
 *         default: __builtin_unreachable(); }
 *         …
 *     }
 *
 * One flag is tested at each turn; but the loop keeps its one entry, and its one text. It is declared at
 * the top because the user may jump into the loop, past anything that stands before it.
 *
 * Beside an await the test is nothing, so loops that meet one in each turn are printed so, if the loops
 * in them do as well: half the text, and a callee that is called at one place may be inlined there. Of
 * the others, what loop.c cannot do: a static that would exist twice, an asm with labels, a goto back
 * into a block that it does not stand in, and nests that would grow to more than a few times their size.
 */
#include <string.h>

#include "emit/internal.h"

enum {
    TOKENS_ALWAYS = 2000, /* what a loop and its rests may have in any case */
    GROWTH_MAX = 4,       /* … and else: so many times its own */
};

/* ---- what can be written twice ---- */

/* The tokens that would be written twice. */
struct extent {
    const struct node *node; /* around them */
    uint32_t first, end;
};

static bool has_token(const struct extent *extent, uint32_t token) {
    return extent->first <= token && token < extent->end;
}

static bool holds_static(const struct printer *printer, const struct extent *extent) {
    const struct routine *routine = printer->routine;
    for (size_t i = 0; i < routine->symbols.count; i++) {
        const struct symbol *symbol = routine->symbols.items[i];
        if (symbol->kind == SYMBOL_VARIABLE && symbol->is_static && !symbol->hoisted &&
            has_token(extent, symbol->token))
            return true;
    }
    return false;
}

static bool is_asm_goto(const struct tokens *tokens, const struct node *node) {
    for (uint32_t token = node->first; token < node->end; token++)
        if (token_is(tokens, token, "goto"))
            return true;
    return false;
}

static bool holds_single(const struct printer *printer, const struct extent *extent,
                         const struct node *node) {
    bool is_single = node->kind == NODE_LABEL_ADDRESS || node->kind == NODE_GOTO_COMPUTED ||
                     node->kind == NODE_LOCAL_LABEL ||
                     (node->kind == NODE_ASM && is_asm_goto(printer->program->tokens, node));
    if (is_single && has_token(extent, node->first))
        return true;
    for (uint32_t i = 0; i < node->child_count; i++)
        if (holds_single(printer, extent, node->children[i]))
            return true;
    return false;
}

static const struct node *label_of(const struct node *node, const struct tokens *tokens,
                                   const struct node *jump) {
    if (node->kind == NODE_LABEL &&
        strcmp(token_string(tokens, node->name), token_string(tokens, jump->name)) == 0)
        return node;
    for (uint32_t i = 0; i < node->child_count; i++) {
        const struct node *found = label_of(node->children[i], tokens, jump);
        if (found)
            return found;
    }
    return NULL;
}

/* Are gotos to labels in there forward, or back in the label's own list of statements? */
static bool is_orderly(const struct printer *printer, const struct extent *extent,
                       const struct node *node) {
    if (node->kind == NODE_GOTO && has_token(extent, node->first)) {
        const struct node *label = label_of(extent->node, printer->program->tokens, node);
        if (!label || !has_token(extent, label->first) || label->first > node->first)
            return true;
        const struct node *list = label->parent;
        while (list && list->kind != NODE_BLOCK)
            list = list->parent;
        return list && node_is_inside(node, list) && label->parent == list;
    }
    for (uint32_t i = 0; i < node->child_count; i++)
        if (!is_orderly(printer, extent, node->children[i]))
            return false;
    return true;
}

static size_t printed_tokens(const struct step *step);

static size_t printed_tokens_of(const struct step *first) {
    size_t sum = 0;
    for (; first; first = first->next)
        sum += printed_tokens(first);
    return sum;
}

/* What loops inside add to the tokens of a statement. */
static size_t printed_tokens(const struct step *step) {
    bool is_loop = step->kind == STEP_WHILE || step->kind == STEP_LOOP;
    size_t inner = printed_tokens_of(step->first) + printed_tokens_of(step->second);
    for (uint32_t i = 0; step->kind == STEP_RACE && i < step->branch_count; i++)
        inner += printed_tokens_of(step->branches[i]->arm);
    return is_loop && emit__suspends(step) ? inner + (step->node->end - step->node->first) : inner;
}

bool emit__may_copy(const struct printer *printer, const struct node *around, uint32_t first,
                    uint32_t end) {
    struct extent extent = {around, first, end};
    return !holds_static(printer, &extent) && !holds_single(printer, &extent, around) &&
           is_orderly(printer, &extent, around);
}

static bool grows_too_large(const struct step *loop) {
    size_t tokens = loop->node->end - loop->node->first;
    size_t printed = tokens + printed_tokens(loop);
    return printed > TOKENS_ALWAYS && printed > GROWTH_MAX * tokens;
}

/* ---- what awaits in every turn ---- */

static bool always_suspends(const struct step *first);

/* May control go on elsewhere in the loop, or in one around it? What leaves the loop does no harm. */
static bool may_leave(const struct step *step) {
    if (step->kind == STEP_CONTINUE || step->kind == STEP_GOTO)
        return true;
    for (const struct step *inner = step->first; inner; inner = inner->next)
        if (may_leave(inner))
            return true;
    for (const struct step *inner = step->second; inner; inner = inner->next)
        if (may_leave(inner))
            return true;
    return false;
}

static bool step_always_suspends(const struct step *step) {
    switch (step->kind) {
    case STEP_AWAIT:
    case STEP_JOIN:
    case STEP_RACE:
        return true;
    case STEP_BLOCK:
        return always_suspends(step->first);
    case STEP_IF:
        return always_suspends(step->first) && always_suspends(step->second);
    default:
        return false;
    }
}

/* Is an await met on each way to the end? A `continue` before it may be the usual way. */
static bool always_suspends(const struct step *first) {
    for (; first; first = first->next) {
        if (step_always_suspends(first))
            return true;
        if (may_leave(first))
            return false;
    }
    return false;
}

/* Does every loop that suspends do so in each turn, and are there no loops made of gotos? */
static bool is_worth_a_test(const struct step *first) {
    for (; first; first = first->next) {
        bool is_loop = first->kind == STEP_WHILE || first->kind == STEP_LOOP;
        if (first->kind == STEP_LABEL ||
            (is_loop && emit__suspends(first) && !always_suspends(first->first)))
            return false;
        if (!is_worth_a_test(first->first) || !is_worth_a_test(first->second))
            return false;
        for (uint32_t i = 0; first->kind == STEP_RACE && i < first->branch_count; i++)
            if (!is_worth_a_test(first->branches[i]->arm))
                return false;
    }
    return true;
}

static bool suspends_in_each_turn(const struct step *loop) {
    return always_suspends(loop->first) && is_worth_a_test(loop->first) &&
           is_worth_a_test(loop->second);
}

bool emit__is_entered_by_header(const struct printer *printer, const struct step *loop) {
    const struct node *node = loop->node;
    return printer->reentry || suspends_in_each_turn(loop) ||
           !emit__may_copy(printer, node, node->first, node->end) || grows_too_large(loop);
}

bool emit__has_reentry(const struct printer *printer, const struct step *first) {
    for (; first; first = first->next) {
        bool is_loop = first->kind == STEP_WHILE || first->kind == STEP_LOOP;
        if (is_loop && emit__suspends(first) && emit__is_entered_by_header(printer, first))
            return true;
        if (emit__has_reentry(printer, first->first) || emit__has_reentry(printer, first->second))
            return true;
        for (uint32_t i = 0; first->kind == STEP_RACE && i < first->branch_count; i++)
            if (emit__has_reentry(printer, first->branches[i]->arm))
                return true;
    }
    return false;
}

/* ---- printing ---- */

typedef void visit_suspension(struct printer *printer, const struct suspension *suspension,
                              const void *data);

static void visit(struct printer *printer, const struct step *first, visit_suspension *visitor,
                  const void *data) {
    for (; first; first = first->next) {
        if (first->suspension)
            visitor(printer, first->suspension, data);
        visit(printer, first->first, visitor, data);
        visit(printer, first->second, visitor, data);
        for (uint32_t i = 0; first->kind == STEP_RACE && i < first->branch_count; i++)
            visit(printer, first->branches[i]->arm, visitor, data);
    }
}

static void put_way_in(struct printer *printer, const struct suspension *suspension,
                       const void *data) {
    (void)data;
    put(printer, " wok__resume_%u: wok__into = %u;", suspension->state, suspension->state);
    emit__load(printer,
               suspension); /* here, so that the header never sees a value that is not set */
    put(printer, " goto wok__enter_%u;", printer->reentry);
}

static void put_entry_case(struct printer *printer, const struct suspension *suspension,
                           const void *data) {
    (void)data;
    put(printer, " case %u: wok__into = 0; goto wok__entry_%u;", suspension->state,
        suspension->state);
}

static void put_loop_case(struct printer *printer, const struct suspension *suspension,
                          const void *data) {
    const struct step *loop = data;
    put(printer, " case %u: goto wok__enter_%u_%u;", suspension->state, printer->reentry,
        loop->node->first);
}

static void put_cases(struct printer *printer, const struct step *first) {
    for (; first; first = first->next) {
        if (first->suspension)
            put_entry_case(printer, first->suspension, NULL);
        if (first->kind == STEP_WHILE || first->kind == STEP_LOOP) {
            visit(printer, first->first, put_loop_case, first);
            visit(printer, first->second, put_loop_case, first);
            continue;
        }
        put_cases(printer, first->first);
        put_cases(printer, first->second);
        for (uint32_t i = 0; first->kind == STEP_RACE && i < first->branch_count; i++)
            put_cases(printer, first->branches[i]->arm);
    }
}

void emit__turn_begin(struct printer *printer, const struct step *loop) {
    if (!printer->reentry || !emit__suspends(loop))
        return;
    emit__glue_line(printer, loop->node);
    put(printer, "if (wok__into) switch (wok__into) {");
    put_cases(printer, loop->first);
    put_cases(printer, loop->second);
    put(printer, " default: __builtin_unreachable(); }");
}

void emit__header_begin(struct printer *printer, const struct step *loop) {
    if (printer->reentry && emit__suspends(loop))
        put(printer, "wok__into || ");
}

void emit__reentered_loop(struct printer *printer, const struct step *loop) {
    if (printer->reentry) { /* in another one */
        if (emit__suspends(loop))
            put(printer, " wok__enter_%u_%u:;", printer->reentry, loop->node->first);
        emit__plain_step(printer, loop);
        return;
    }
    printer->reentry = ++printer->copy_count;
    emit__glue_line(printer, loop->node);
    put(printer, "if (0) {");
    visit(printer, loop->first, put_way_in, NULL);
    visit(printer, loop->second, put_way_in, NULL);
    put(printer, " } wok__enter_%u:;", printer->reentry);
    emit__plain_step(printer, loop);
    printer->reentry = 0;
}
