/*
 * Loops that suspend, in the fast back end: nothing ever jumps into one.
 *
 *     for (long i = 0; i < n; i++) {        long i; … i = 0;
 *         total += p[i];                    if (0) {
 *         if (p[i] < 0)                         { wok__resume_1:; (load; the await is over)
 *             await report(i);                    count++; }
 *         count++;                              i++;
 *     }                                     }
 *                                           for (; i < n; i++) {
 *                                               total += p[i];
 *                                               if (p[i] < 0) { begin(report); if (PENDING) { save; return; } }
 *                                               count++;
 *                                           }
 *
 * A jump into a loop gives it a second entry; compilers then find no loop any more, and code that costs
 * 0.6 ns a turn costs 3. So the loop itself has no label in it: it is C's own, and leaves where it
 * suspends. Before it stands, behind `if (0)`, what is left of a turn from each of its awaits on: the
 * *rest*. A resumption enters there, finishes the turn, does the loop's step, and falls into the loop,
 * whose condition is tested as ever. `break` in the rest jumps behind the loop, `continue` to the step.
 *
 * All awaits of a loop share one rest: the later ones are met on the way. It begins with the first step
 * that holds an await; what stands before in the same list is left out, down into blocks, ifs and
 * switches (emit__entered). A loop in the rest is again a rest and a loop. So a loop in d others is
 * printed d + 1 times, not 2^d.
 *
 * A user's label with a goto back to it is a loop as well, when the goto stands in the label's list of
 * statements: a *region*, printed the same way.
 *
 * What awaits in each turn gains nothing by that; what cannot be written twice (a static, an asm with
 * labels, a goto back into another block) or would grow too large must do without it: these loops are
 * entered through their headers, see reenter.c.
 *
 * Labels in a rest get a name of their own (emit__label), so does what break and continue mean
 * (struct target).
 */
#include <string.h>

#include "emit/internal.h"

static bool is_suspension(const struct step *step) {
    return step->kind == STEP_AWAIT || step->kind == STEP_JOIN || step->kind == STEP_RACE;
}

bool emit__suspends(const struct step *step) {
    if (is_suspension(step))
        return true;
    for (const struct step *inner = step->first; inner; inner = inner->next)
        if (emit__suspends(inner))
            return true;
    for (const struct step *inner = step->second; inner; inner = inner->next)
        if (emit__suspends(inner))
            return true;
    return false;
}

static bool list_suspends(const struct step *first, const struct step *end) {
    for (const struct step *step = first; step != end; step = step->next)
        if (emit__suspends(step))
            return true;
    return false;
}

/* ---- regions: from a label to the last goto back to it ---- */

static bool list_goes_to(const struct step *first, const char *name);

static bool goes_to(const struct step *step, const char *name) {
    if (step->kind == STEP_GOTO)
        return strcmp(step->name, name) == 0;
    for (uint32_t i = 0; step->kind == STEP_RACE && i < step->branch_count; i++)
        if (list_goes_to(step->branches[i]->arm, name))
            return true;
    return list_goes_to(step->first, name) || list_goes_to(step->second, name);
}

static bool list_goes_to(const struct step *first, const char *name) {
    for (; first; first = first->next)
        if (goes_to(first, name))
            return true;
    return false;
}

/* Behind the last step of the list that goes back to the label, or to one on the way; else NULL. */
static const struct step *region_end(const struct step *label) {
    const struct step *end = NULL;
    for (const struct step *step = label->next; step; step = step->next)
        if (goes_to(step, label->name))
            end = step;
    for (const struct step *inner = label; end && inner != end; inner = inner->next)
        for (const struct step *step = end->next; inner->kind == STEP_LABEL && step;
             step = step->next)
            if (goes_to(step, inner->name))
                end = step;
    return end;
}

static const struct node *block_around(const struct node *node) {
    while (node->parent && node->kind != NODE_BLOCK)
        node = node->parent;
    return node;
}

static const struct node *statement_in(const struct node *node, const struct node *scope) {
    while (node->parent && node->parent != scope)
        node = node->parent;
    return node;
}

static bool is_region(const struct printer *printer, const struct step *step,
                      const struct step **last) {
    if (step->kind != STEP_LABEL)
        return false;
    *last = region_end(step);
    if (!*last || !list_suspends(step, (*last)->next))
        return false;
    const struct node *block = block_around(step->node);
    return emit__may_copy(printer, block, step->node->first + 1,
                          statement_in((*last)->node, block)->end);
}

/* ---- names ---- */

const char *emit__label(const struct printer *printer, const char *name, uint32_t token) {
    for (const struct copy *copy = printer->copies; copy; copy = copy->outer)
        if (copy->first <= token && token < copy->end)
            return arena_format(printer->program->arena, "%s__%u", name, copy->number);
    return name;
}

static const struct node *find_label(const struct node *node, const char *name,
                                     const struct tokens *tokens) {
    if (node->kind == NODE_LABEL && strcmp(token_string(tokens, node->name), name) == 0)
        return node;
    for (uint32_t i = 0; i < node->child_count; i++) {
        const struct node *found = find_label(node->children[i], name, tokens);
        if (found)
            return found;
    }
    return NULL;
}

const char *emit__goto_label(const struct printer *printer, const char *name) {
    if (!printer->copies)
        return name;
    const struct node *label =
        find_label(printer->routine->definition->node, name, printer->program->tokens);
    return label ? emit__label(printer, name, label->first) : name;
}

/* ---- the rest of a turn ---- */

static struct symbol *declared_by(const struct printer *printer, const struct node *init) {
    uint32_t name = program_declared_name(init);
    return name == NO_TOKEN ? NULL : printer->program->symbol_at[name];
}

static bool is_mentioned(const struct printer *printer, const struct symbol *symbol, uint32_t first,
                         uint32_t end) {
    for (uint32_t token = first; token < end; token++)
        if (printer->program->symbol_at[token] == symbol && token != symbol->token)
            return true;
    return false;
}

/* A local whose declaration was left out, and that the rest sets anew, or only takes the size of. */
static void put_left_out(struct printer *printer, const struct node *init, const struct step *cut) {
    const struct symbol *symbol = declared_by(printer, init);
    if (!symbol || symbol->kind != SYMBOL_VARIABLE || symbol->residence != RESIDENCE_LOCAL)
        return;
    const struct node *scope = symbol->scope->node;
    if (!is_mentioned(printer, symbol, statement_in(cut->node, scope)->first, scope->end))
        return;
    emit__glue_line(printer, cut->node);
    if (symbol->type && symbol->type->spelling) {
        put(printer, "__typeof__(%s) ", emit__type(printer, symbol->type, symbol->declaration));
        emit__symbol(printer, symbol);
    } else {
        emit__node(printer, symbol->declaration->children[0]);
        put(printer, " ");
        emit__node(printer, init->children[0]);
    }
    put(printer, " __attribute__((__unused__));");
}

static void put_left_out_locals(struct printer *printer, const struct step *first,
                                const struct step *cut) {
    for (const struct step *step = first; step != cut; step = step->next) {
        if (step->kind != STEP_DECLARE)
            continue;
        if (step->node->kind == NODE_INIT_DECLARATOR)
            put_left_out(printer, step->node, cut);
        for (uint32_t i = 1; step->node->kind == NODE_DECLARATION && i < step->node->child_count;
             i++)
            put_left_out(printer, step->node->children[i], cut);
    }
}

static void put_region(struct printer *printer, const struct step *label, const struct step *last);

/* From the first step that holds an await on; that one is entered by its labels only. */
static void put_rest(struct printer *printer, const struct step *first, const struct step *end) {
    const struct step *cut = first, *last = NULL;
    while (cut != end && !is_region(printer, cut, &last) && !emit__suspends(cut))
        cut = cut->next;
    if (cut == end)
        return;
    put_left_out_locals(printer, first, cut);
    if (is_region(printer, cut, &last)) {
        put_region(printer, cut, last);
        emit__steps_until(printer, last->next, end);
    } else {
        emit__entered(printer, cut);
        emit__steps_until(printer, cut->next, end);
    }
}

static void put_rest_of_block(struct printer *printer, const struct step *first) {
    put(printer, "{");
    put_rest(printer, first, NULL);
    put(printer, "\n}");
}

static void put_entered_if(struct printer *printer, const struct step *step) {
    bool both = list_suspends(step->first, NULL) && list_suspends(step->second, NULL);
    put(printer, both ? " if (0) " : " ");
    if (list_suspends(step->first, NULL))
        put_rest_of_block(printer, step->first);
    put(printer, both ? " else " : " ");
    if (list_suspends(step->second, NULL))
        put_rest_of_block(printer, step->second);
}

/* Its cases are no labels here: nothing comes in by them. */
static void put_entered_switch(struct printer *printer, const struct step *step) {
    bool dropped_cases = printer->drops_cases;
    struct target target;
    emit__push_target(printer, &target, /* is_switch */ true);
    target.break_label =
        arena_format(printer->program->arena, "wok__behind_%u", ++printer->copy_count);
    printer->drops_cases = true;
    put_rest_of_block(printer, step->first);
    printer->drops_cases = dropped_cases;
    emit__pop_target(printer, &target);
    if (target.break_used)
        put(printer, " %s:;", target.break_label);
}

void emit__entered(struct printer *printer, const struct step *step) {
    emit__glue_line(printer, step->node);
    switch (step->kind) {
    case STEP_AWAIT:
    case STEP_JOIN:
    case STEP_RACE:
        emit__await_entry(printer, step->suspension);
        emit__await_end(printer, step);
        return;
    case STEP_BLOCK:
        put_rest_of_block(printer, step->first);
        return;
    case STEP_IF:
        put_entered_if(printer, step);
        return;
    case STEP_SWITCH:
        put_entered_switch(printer, step);
        return;
    default:
        emit__suspending_loop(printer, step);
        return;
    }
}

/* ---- loops ---- */

/* What stands between a turn's body and the next test of the condition. */
static void put_turn_end(struct printer *printer, const struct step *step,
                         const struct target *target) {
    const struct node *node = step->node;
    if (target->continue_used)
        put(printer, " %s:;", target->continue_label);
    if (step->kind == STEP_LOOP || node->kind == NODE_WHILE)
        return;
    const struct node *last = node->kind == NODE_DO ? node->children[1] : node->children[2];
    if (last->kind == NODE_NONE)
        return;
    emit__line(printer, last);
    put(printer, node->kind == NODE_DO ? "if (!(" : "");
    emit__node(printer, last);
    put(printer, node->kind == NODE_DO ? ")) " : ";");
    if (node->kind == NODE_DO)
        emit__break(printer);
}

static void put_turn(struct printer *printer, const struct step *step,
                     const struct target *target) {
    if (list_suspends(step->first, NULL)) {
        put_rest_of_block(printer, step->first);
        put_turn_end(printer, step, target);
        emit__steps(printer, step->second);
    } else {
        put_rest(printer, step->second, NULL);
    }
}

static void begin_copy(struct printer *printer, struct copy *copy, uint32_t first, uint32_t end) {
    *copy = (struct copy){.outer = printer->copies,
                          .first = first,
                          .end = end,
                          .number = ++printer->copy_count,
                          .dropped_cases = printer->drops_cases};
    printer->copies = copy;
    printer->drops_cases = true;
}

static void end_copy(struct printer *printer, const struct copy *copy) {
    printer->copies = copy->outer;
    printer->drops_cases = copy->dropped_cases;
}

void emit__suspending_loop(struct printer *printer, const struct step *step) {
    struct arena *arena = printer->program->arena;
    struct copy copy;
    struct target target;
    emit__glue_line(printer, step->node);
    if (emit__is_entered_by_header(printer, step)) {
        emit__reentered_loop(printer, step);
        return;
    }
    struct loop_pragmas pragmas = printer->loop_pragmas;
    printer->loop_pragmas.count = 0;
    put(printer, "if (0) {");
    begin_copy(printer, &copy, step->node->first, step->node->end);
    emit__push_target(printer, &target, /* is_switch */ false);
    target.break_label = arena_format(arena, "wok__behind_%u", copy.number);
    target.continue_label = arena_format(arena, "wok__next_%u", copy.number);
    put_turn(printer, step, &target);
    emit__pop_target(printer, &target);
    end_copy(printer, &copy);
    put(printer, " }");
    printer->loop_pragmas = pragmas;
    printer->hides_entries = true;
    emit__plain_step(printer, step);
    printer->hides_entries = false;
    if (target.break_used)
        put(printer, " %s:;", target.break_label);
}

static void put_region(struct printer *printer, const struct step *label, const struct step *last) {
    const struct node *block = block_around(label->node);
    struct copy copy;
    emit__glue_line(printer, label->node);
    put(printer, "if (0) {");
    begin_copy(printer, &copy, label->node->first + 1, statement_in(last->node, block)->end);
    put_rest(printer, label->next, last->next);
    end_copy(printer, &copy);
    put(printer, " goto wok__behind_%u; }", copy.number);
    printer->hides_entries = true;
    emit__steps_until(printer, label, last->next);
    printer->hides_entries = false;
    put(printer, " wok__behind_%u:;", copy.number);
}

const struct step *emit__region(struct printer *printer, const struct step *step) {
    const struct step *last;
    if (printer->reentry || !is_region(printer, step, &last))
        return NULL;
    put_region(printer, step, last);
    return last;
}
