// Echo on stand-alone Asio with C++20 coroutines, one thread. Prints `listening PORT`, then serves
// until it is killed.
#include <asio.hpp>
#include <cstdio>

using asio::ip::tcp;

static asio::awaitable<void> echo(tcp::socket stream) {
    char buffer[4096];
    asio::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    stream.set_option(tcp::no_delay(true));
    for (;;) {
        std::size_t size = co_await stream.async_read_some(asio::buffer(buffer), token);
        if (error)
            co_return;
        co_await asio::async_write(stream, asio::buffer(buffer, size), token);
        if (error)
            co_return;
    }
}

static asio::awaitable<void> serve(tcp::acceptor &listener) {
    for (;;)
        asio::co_spawn(listener.get_executor(),
                       echo(co_await listener.async_accept(asio::use_awaitable)), asio::detached);
}

int main() {
    asio::io_context context(1);
    tcp::acceptor listener(context, {asio::ip::address_v4::loopback(), 0});
    std::printf("listening %d\n", listener.local_endpoint().port());
    std::fflush(stdout);
    asio::co_spawn(context, serve(listener), asio::detached);
    context.run();
}
