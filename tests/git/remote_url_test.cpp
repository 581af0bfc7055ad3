#include "reconciler/adapters/git/remote_url.h"

#include <gtest/gtest.h>

#include <string>

namespace pgberth {
namespace {

using Kind = RemoteUrl::Kind;

TEST(RemoteUrl, KnowsTheKindsOfUrlsThatArePulled) {
  struct Row {
    std::string url;
    Kind kind;
    std::string user{};
    std::string host{};
    std::string port{};
  };
  for (const Row& row :
       {Row{"https://git.example.org/values", Kind::Https, "", "git.example.org", ""},
        Row{"https://git.example.org:8443/values", Kind::Https, "", "git.example.org", "8443"},
        Row{"http://[::1]:80/values", Kind::Http, "", "::1", "80"},
        Row{"ssh://deploy@git.example.org:2222/values", Kind::Ssh, "deploy", "git.example.org",
            "2222"},
        Row{"git@git.example.org:team/values.git", Kind::Ssh, "git", "git.example.org", ""},
        Row{"git.example.org:values", Kind::Ssh, "", "git.example.org", ""},
        Row{"git@[::1]:values", Kind::Ssh, "git", "::1", ""},
        Row{"file:///srv/values", Kind::Local}, Row{"/srv/values:2", Kind::Local},
        Row{"../values", Kind::Local}}) {
    const auto url = parsed_url(row.url);
    ASSERT_TRUE(url) << row.url << ": " << url.error().what;
    EXPECT_EQ(url->kind, row.kind) << row.url;
    EXPECT_EQ(url->user, row.user) << row.url;
    EXPECT_EQ(url->host, row.host) << row.url;
    EXPECT_EQ(url->port, row.port) << row.url;
  }
}

TEST(RemoteUrl, RefusesCredentialsInAUrlAndDoesNotRepeatThem) {
  for (const std::string url :
       {"https://user:hunter2@git.example.org/values", "https://hunter2@git.example.org/values",
        "ssh://git:hunter2@git.example.org/values", "git:hunter2@git.example.org:values"}) {
    const auto parsed = parsed_url(url);
    ASSERT_FALSE(parsed) << url;
    EXPECT_EQ(parsed.error().code, Code::BadSource);
    EXPECT_EQ(parsed.error().what.find("hunter2"), std::string::npos) << parsed.error().what;
  }
}

TEST(RemoteUrl, RefusesWhatIsNoUrlOfAKnownKind) {
  for (const std::string url :
       {"", "git://git.example.org/values", "https:///values",
        "https://git.example.org:port/values", "ext::sh -c x://", "https://git.example.org/a\nb"})
    EXPECT_FALSE(parsed_url(url)) << url;
}

TEST(RemoteUrl, RefusesCleartextToAnotherMachine) {
  const auto check = [](const std::string& url, bool allow) {
    return checked_source({.url = url, .folder = "clones", .allow_insecure = allow}).has_value();
  };

  EXPECT_FALSE(check("http://git.example.org/values", false));
  EXPECT_FALSE(check("http://127.0.0.1.example.org/values", false));
  EXPECT_TRUE(check("http://git.example.org/values", true));
  EXPECT_TRUE(check("http://127.0.0.1:8080/values", false));
  EXPECT_TRUE(check("http://localhost/values", false));
  EXPECT_TRUE(check("http://[::1]:8080/values", false));
}

TEST(RemoteUrl, WantsAKeyAndKnownHostsForSsh) {
  MirrorSettings settings{.url = "git@git.example.org:values", .folder = "clones"};
  EXPECT_FALSE(checked_source(settings));
  settings.credentials.known_hosts_file = "known_hosts";
  EXPECT_FALSE(checked_source(settings));
  settings.credentials.key_file = "key";
  EXPECT_TRUE(checked_source(settings));
}

TEST(RemoteUrl, TakesAnHttpProxyWithoutCredentials) {
  const auto check = [](const std::string& proxy) {
    return checked_source(
               {.url = "https://git.example.org/values", .folder = "clones", .proxy = proxy})
        .has_value();
  };

  EXPECT_TRUE(check("http://proxy.example.org:3128"));
  EXPECT_TRUE(check("https://proxy.example.org"));
  EXPECT_FALSE(check("http://user:hunter2@proxy.example.org:3128"));
  EXPECT_FALSE(check("socks5://proxy.example.org"));
}

}  // namespace
}  // namespace pgberth
