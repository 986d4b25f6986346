// Echo, or (`http`) one answer to every request head, on stand-alone Asio with C++20 coroutines, one thread. Prints `listening PORT`, then serves
// until it is killed.
#include <asio.hpp>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

using asio::ip::tcp;

static bool is_http;

static std::string answer(std::string_view heads) {
    static const char one[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                              "Content-Length: 13\r\n\r\nHello, World!";
    std::string all;
    for (std::size_t at = 0; (at = heads.find("\r\n\r\n", at)) != heads.npos; at += 4)
        all += one;
    return all;
}

static asio::awaitable<void> echo(tcp::socket stream) {
    char buffer[4096];
    asio::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    stream.set_option(tcp::no_delay(true));
    for (;;) {
        std::size_t size = co_await stream.async_read_some(asio::buffer(buffer), token);
        if (error)
            co_return;
        if (is_http) {
            std::string text = answer({buffer, size});
            co_await asio::async_write(stream, asio::buffer(text), token);
        } else {
            co_await asio::async_write(stream, asio::buffer(buffer, size), token);
        }
        if (error)
            co_return;
    }
}

static asio::awaitable<void> serve(tcp::acceptor &listener) {
    for (;;)
        asio::co_spawn(listener.get_executor(),
                       echo(co_await listener.async_accept(asio::use_awaitable)), asio::detached);
}

int main(int argc, char **argv) {
    is_http = argc > 1 && std::strcmp(argv[1], "http") == 0;
    asio::io_context context(1);
    tcp::acceptor listener(context, {asio::ip::address_v4::loopback(), 0});
    std::printf("listening %d\n", listener.local_endpoint().port());
    std::fflush(stdout);
    asio::co_spawn(context, serve(listener), asio::detached);
    context.run();
}
