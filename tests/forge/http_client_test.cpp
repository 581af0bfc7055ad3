#include "reconciler/adapters/http/http_client.h"

#include <gtest/gtest.h>

#include "tests/support/process.h"
#include "tests/support/silent_listener.h"
#include "tests/support/temp_dir.h"
#include <fstream>
#include <httplib.h>
#include <sstream>
#include <thread>
#include <utility>

namespace pgberth {
namespace {

/// A server of a test's own.
class Served {
 public:
  Served() {
    server.Get("/moved", [](const httplib::Request&, httplib::Response& response) {
      response.set_redirect("/secret");
    });
    server.Get("/secret", [this](const httplib::Request&, httplib::Response&) { reached = true; });
    server.Get("/large", [](const httplib::Request&, httplib::Response& response) {
      response.set_content(std::string(100'000, 'x'), "text/plain");
    });
    server.Get("/headers", [](const httplib::Request& request, httplib::Response& response) {
      response.set_header("X-Answer", "  yes  ");
      response.set_content(request.get_header_value("Authorization"), "text/plain");
    });
    server.Put("/echo", [](const httplib::Request& request, httplib::Response& response) {
      response.status = 418;
      response.set_content(request.body, "text/plain");
    });
    port = server.bind_to_any_port("127.0.0.1");
    thread = std::thread([this] { server.listen_after_bind(); });
    while (!server.is_running()) std::this_thread::yield();
  }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;
  ~Served() {
    server.stop();
    thread.join();
  }

  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port) + path;
  }

  httplib::Server server{};
  int port = 0;
  bool reached = false;
  std::thread thread{};
};

HttpRequest with_secret(const std::string& url) {
  HttpRequest request{.url = url};
  request.secret_headers.emplace("Authorization", Secret{"Bearer hunter2"});
  return request;
}

HttpOptions options() {
  return {.unreachable = Code::ForgeUnreachable};
}

TEST(HttpClient, GivesBackWhateverIsAnswered) {
  const Served served;
  CurlHttpClient http(options());

  const auto echo =
      http.send({.method = "PUT", .url = served.url("/echo"), .body = std::string("a\0b", 3)});
  const auto headers = http.send(with_secret(served.url("/headers")));

  ASSERT_TRUE(echo) << echo.error().what;
  EXPECT_EQ(echo->status, 418);
  EXPECT_EQ(echo->body, std::string("a\0b", 3));
  ASSERT_TRUE(headers) << headers.error().what;
  EXPECT_EQ(headers->header("x-answer"), "yes");
  EXPECT_EQ(headers->body, "Bearer hunter2");
}

TEST(HttpClient, FollowsNoRedirect) {
  const Served served;
  CurlHttpClient http(options());

  const auto answer = http.send(with_secret(served.url("/moved")));

  EXPECT_EQ(answer->status, 302);
  EXPECT_FALSE(served.reached);
}

TEST(HttpClient, TakesNoMoreThanItMay) {
  const Served served;
  HttpOptions small = options();
  small.largest_response = 1000;
  CurlHttpClient http(std::move(small));

  EXPECT_EQ(http.send({.url = served.url("/large")}).error().code, Code::ForgeUnreachable);
}

TEST(HttpClient, WaitsNoLongerThanItMay) {
  const SilentListener silent;
  HttpOptions patience = options();
  patience.whole = std::chrono::milliseconds{200};
  CurlHttpClient http(std::move(patience));

  const auto answer = http.send({.url = "http://127.0.0.1:" + silent.port() + "/?token=x"});

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().what.find("token"), std::string::npos);
}

TEST(HttpClient, SendsNoSecretInClearToOtherMachines) {
  CurlHttpClient http(options());
  for (const char* url :
       {"http://192.0.2.1/", "http://127.0.0.1.evil.example/", "http://localhost.evil.example/",
        "http://127.0.0.1@192.0.2.1/", "HTTP://192.0.2.1/"}) {
    const auto answer = http.send(with_secret(url));
    ASSERT_FALSE(answer) << url;
    EXPECT_NE(answer.error().what.find("in clear"), std::string::npos) << answer.error().what;
  }
}

TEST(HttpClient, SendsNoSecretInClearToAProxy) {
  HttpOptions proxied = options();
  proxied.proxy = "http://127.0.0.1:1";
  CurlHttpClient http(std::move(proxied));

  const auto answer = http.send(with_secret("http://127.0.0.1:1/"));

  EXPECT_NE(answer.error().what.find("in clear"), std::string::npos) << answer.error().what;
}

TEST(HttpClient, ShowsNoCertificateWhoseKeyIsLocked) {
  const TempDir folder;
  ASSERT_EQ(run({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-passout", "pass:x", "-subj",
                 "/CN=x", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"})
                .exit_code,
            0);
  const auto text = [&](const char* name) {
    std::ostringstream all;
    all << std::ifstream(folder / name).rdbuf();
    return all.str();
  };
  HttpOptions locked = options();
  locked.client_certificate = text("cert.pem");
  locked.client_key = Secret{text("key.pem")};
  CurlHttpClient http(std::move(locked));

  EXPECT_FALSE(http.send({.url = "https://127.0.0.1:1/"}));
}

TEST(HttpClient, WaitsForNoCaFileThatIsNone) {
  const TempDir folder;
  ASSERT_EQ(run({"mkfifo", folder / "ca"}).exit_code, 0);
  HttpOptions piped = options();
  piped.ca_file = folder / "ca";
  CurlHttpClient http(std::move(piped));

  const auto answer = http.send({.url = "https://127.0.0.1:1/"});

  EXPECT_NE(answer.error().what.find("is no file"), std::string::npos) << answer.error().what;
}

TEST(HttpClient, SpeaksNothingButHttp) {
  CurlHttpClient http(options());
  EXPECT_FALSE(http.send({.url = "file:///etc/passwd"}));
  EXPECT_FALSE(http.send({.url = "ftp://127.0.0.1/"}));
}

TEST(HttpClient, LetsNoHeaderBreakOutOfItsLine) {
  CurlHttpClient http(options());
  EXPECT_FALSE(http.send({.url = "http://127.0.0.1:1/", .headers = {{"X", "a\r\nY: b"}}}));
}

}  // namespace
}  // namespace pgberth
