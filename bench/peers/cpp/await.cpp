// What an await costs in C++20 coroutines: the floor. One thread, a queue of one, no atomics.
#include <atomic>
#include <coroutine>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <string>
#include <utility>

#include "../../figure.h"

#define FIGURES "ready pointer wake_1 wake_10 wake_100 recursion"

namespace {

std::coroutine_handle<> queued;

// A lazy coroutine: started by its await, resumes who awaits it when it is finished.
template <class T> struct Task {
    struct promise_type {
        T value{};
        std::coroutine_handle<> awaiter;
        Task get_return_object() {
            return Task{std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_always initial_suspend() noexcept { return {}; }
        struct Final {
            bool await_ready() noexcept { return false; }
            std::coroutine_handle<> await_suspend(
                std::coroutine_handle<promise_type> self) noexcept {
                return self.promise().awaiter;
            }
            void await_resume() noexcept {}
        };
        Final final_suspend() noexcept { return {}; }
        void return_value(T result) { value = result; }
        void unhandled_exception() { std::terminate(); }
    };

    std::coroutine_handle<promise_type> handle;

    explicit Task(std::coroutine_handle<promise_type> made) : handle(made) {}
    Task(Task &&other) noexcept : handle(std::exchange(other.handle, {})) {}
    ~Task() {
        if (handle)
            handle.destroy();
    }
    bool await_ready() { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiter) {
        handle.promise().awaiter = awaiter;
        return handle;
    }
    T await_resume() { return handle.promise().value; }
};

struct Yield {
    bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<> self) { queued = self; }
    void await_resume() {}
};

template <class T> T run(Task<T> task) {
    task.handle.promise().awaiter = std::noop_coroutine();
    queued = task.handle;
    while (!task.handle.done())
        std::exchange(queued, {}).resume();
    return task.handle.promise().value;
}

std::atomic<bool> never;

__attribute__((noinline)) Task<int> ready(int value) {
    if (never.load(std::memory_order_relaxed))
        co_await Yield{};
    co_return value + 1;
}

Task<int> (*volatile pointer)(int) = ready;

Task<uint64_t> await_ready(int count, bool through_pointer) {
    uint64_t sum = 0;
    if (through_pointer)
        for (int index = 0; index < count; index++)
            sum += static_cast<uint64_t>(co_await pointer(index));
    else
        for (int index = 0; index < count; index++)
            sum += static_cast<uint64_t>(co_await ready(index));
    co_return sum;
}

Task<uint64_t> down(int depth, int count) {
    if (depth > 1)
        co_return co_await down(depth - 1, count) + 1;
    uint64_t sum = 0;
    for (int index = 0; index < count; index++) {
        co_await Yield{};
        sum += static_cast<uint64_t>(index);
    }
    co_return sum;
}

Task<uint64_t> deep(int levels) {
    if (levels == 0) {
        co_await Yield{};
        co_return figure_resident_bytes();
    }
    co_return co_await deep(levels - 1);
}

int ready_figure(const char *figure, const char *peer, bool through_pointer) {
    constexpr int count = 20000000;
    uint64_t started_ns = figure_cpu_ns();
    uint64_t sum = run(await_ready(count, through_pointer));
    figure_print(figure, peer, static_cast<double>(figure_cpu_ns() - started_ns) / count, "ns");
    return sum != static_cast<uint64_t>(count) * (count + 1) / 2;
}

int wake_figure(const char *peer, int depth) {
    constexpr int count = 10000000;
    uint64_t started_ns = figure_cpu_ns();
    uint64_t sum = run(down(depth, count));
    std::string figure = "compiler/wake_" + std::to_string(depth);
    figure_print(figure.c_str(), peer, static_cast<double>(figure_cpu_ns() - started_ns) / count,
                 "ns");
    return sum !=
           static_cast<uint64_t>(count) * (count - 1) / 2 + static_cast<uint64_t>(depth) - 1;
}

int recursion_figure(const char *peer) {
    constexpr int levels = 1000000;
    uint64_t before_bytes = run(deep(0)), started_ns = figure_cpu_ns();
    uint64_t bytes = run(deep(levels));
    figure_print("compiler/recursion_time", peer,
                 static_cast<double>(figure_cpu_ns() - started_ns) / levels, "ns");
    figure_print("compiler/recursion_bytes", peer,
                 static_cast<double>(bytes - before_bytes) / levels, "B");
    return 0;
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 4)
        return figure_usage(argv[0], FIGURES);
    std::string figure = argv[1];
    if (figure == "ready")
        return ready_figure("compiler/await_ready", argv[2], false);
    if (figure == "pointer")
        return ready_figure("compiler/await_pointer", argv[2], true);
    if (figure == "wake_1" || figure == "wake_10" || figure == "wake_100")
        return wake_figure(argv[2], std::atoi(figure.c_str() + 5));
    if (figure == "recursion")
        return recursion_figure(argv[2]);
    return figure_usage(argv[0], FIGURES);
}
