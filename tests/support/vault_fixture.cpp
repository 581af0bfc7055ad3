#include "tests/support/vault_fixture.h"

#include "reconciler/adapters/vault/kv_name.h"

#include "tests/support/server_programs.h"
#include <algorithm>
#include <chrono>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::seconds kPatience{30};
constexpr std::string_view kUnsealKey = "Unseal Key: ";

std::string program() {
  const auto found = server_program("vault", "vault");
  if (!found) throw std::runtime_error("vault is not there; run scripts/go-servers");
  return found->string();
}

std::string below_v1(const std::string& path, const std::string& folder) {
  const std::size_t slash = path.find('/');
  return path.substr(0, slash) + "/" + folder + path.substr(slash);
}

/// Of a line of the audit log.
bool is_by_root(const Json& entry) {
  const Json& policies = found_at(entry, "/auth/policies");
  return std::ranges::count(policies, Json("root")) > 0;
}

}  // namespace

bool VaultFixture::can_run() {
  return server_program("vault", "vault").has_value();
}

VaultFixture::VaultFixture(bool tls)
    : url_((tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(free_port())),
      root_token_(TestEntropy{}.text("abcdefghijkmnpqrstuvwxyz23456789", 24).reveal()),
      http_({.unreachable = Code::StoreUnreachable,
             .ca_file = tls ? (home_ / "tls/vault-ca.pem").string() : ""}) {
  std::vector<std::string> command{program(),
                                   "server",
                                   "-dev",
                                   "-dev-no-store-token",
                                   "-dev-root-token-id=" + root_token_,
                                   "-dev-listen-address=" + url_.substr(url_.rfind('/') + 1)};
  if (tls) {
    std::filesystem::create_directory(home_ / "tls");
    command.emplace_back("-dev-tls");
    command.push_back("-dev-tls-cert-dir=" + (home_ / "tls").string());
  }
  server_ = std::make_unique<BackgroundServer>(
      command, home_ / "log", std::map<std::string, std::string>{{"HOME", home_.str()}});
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  // The mount "secret/" comes last, and after it what is printed.
  while (ask("GET", "sys/internal/ui/mounts/secret").status != 200 ||
         server_->log().find(kUnsealKey) == std::string::npos) {
    if (!server_->runs() || std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("Vault does not start: " + server_->log());
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  must("PUT", "sys/audit/file",
       Json{{"type", "file"}, {"options", {{"file_path", (home_ / "audit").string()}}}}.dump());
}

JsonAnswer VaultFixture::ask_as(const std::string& token, const std::string& method,
                                const std::string& path, const std::string& body,
                                const std::string& content_type) const {
  HttpRequest request{.method = method,
                      .url = url_ + "/v1/" + path,
                      .headers = {{"Content-Type", content_type}},
                      .body = body};
  request.secret_headers.emplace("X-Vault-Token", Secret{token});
  const auto answer = http_.send(request);
  if (!answer) return {};
  const Json json = Json::parse(answer->body, nullptr, false);
  return {.status = answer->status, .body = json.is_discarded() ? Json() : json};
}

JsonAnswer VaultFixture::ask(const std::string& method, const std::string& path,
                             const std::string& body) const {
  return ask_as(root_token_, method, path, body);
}

Json VaultFixture::must(const std::string& method, const std::string& path,
                        const std::string& body) const {
  auto answer = ask(method, path, body);
  if (!answer.ok())
    throw std::runtime_error(method + " " + path + ": " + std::to_string(answer.status) + " " +
                             answer.body.dump());
  return std::move(answer.body);
}

std::string VaultFixture::new_name(const std::string& prefix) {
  return prefix + std::to_string(++names_);
}

std::string VaultFixture::new_mount(int version) {
  const std::string mount = new_name("kv");
  must("POST", "sys/mounts/" + mount,
       Json{{"type", "kv"}, {"options", {{"version", std::to_string(version)}}}}.dump());
  // For a moment version 2 is being set up.
  while (version == 2 && ask("GET", mount + "/config").status != 200)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return mount + "/";
}

void VaultFixture::policy(const std::string& name, const std::string& rules) const {
  must("PUT", "sys/policies/acl/" + name, Json{{"policy", rules}}.dump());
}

std::string VaultFixture::token(const std::vector<std::string>& policies, const Json& more) const {
  Json body{{"policies", policies}, {"no_parent", true}, {"ttl", "1h"}};
  body.update(more);
  return must("POST", "auth/token/create", body.dump())["auth"]["client_token"];
}

VaultFixture::AppRole VaultFixture::app_role(const std::vector<std::string>& policies,
                                             const Json& more) {
  if (!ask("GET", "sys/auth").body.contains("approle/"))
    must("POST", "sys/auth/approle", R"({"type":"approle"})");
  const std::string role = "auth/approle/role/" + new_name("role");
  Json body{{"token_policies", policies}};
  body.update(more);
  must("POST", role, body.dump());
  return {.path = role,
          .role_id = must("GET", role + "/role-id")["data"]["role_id"],
          .secret_id = must("POST", role + "/secret-id", "{}")["data"]["secret_id"]};
}

void VaultFixture::seal() const {
  must("PUT", "sys/seal");
}

void VaultFixture::unseal() const {
  const std::string log = server_->log();
  const std::size_t begin = log.find(kUnsealKey) + kUnsealKey.size();
  must("PUT", "sys/unseal", Json{{"key", log.substr(begin, log.find('\n', begin) - begin)}}.dump());
  while (ask("GET", "sys/internal/ui/mounts/secret").status != 200)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

std::int64_t VaultFixture::version(const std::string& path) const {
  const auto answer = ask("GET", url_path(below_v1(path, "metadata")));
  return answer.ok() ? answer.body["data"]["current_version"].get<std::int64_t>() : 0;
}

std::vector<std::string> VaultFixture::calls_below(const std::string& mount) const {
  std::vector<std::string> calls;
  std::ifstream audit(home_ / "audit");
  for (std::string line; std::getline(audit, line);) {
    const Json entry = Json::parse(line, nullptr, false);
    const std::string path = text_at(entry, "/request/path");
    // The configuration is asked for until the mount is ready; then nobody's name is noted yet.
    if (text_at(entry, "/type") != "response" || !path.starts_with(mount) ||
        path == mount + "config" || is_by_root(entry))
      continue;
    calls.push_back(text_at(entry, "/request/operation") + " " + path);
    if (!text_at(entry, "/error").empty()) calls.back() += " refused";
  }
  return calls;
}

VaultFixture& shared_vault() {
  static VaultFixture vault;
  return vault;
}

VaultAddress address_of(const VaultFixture& vault, VaultLogin login) {
  return {.url = vault.url(), .login = std::move(login)};
}

VaultAddress address_of(const VaultFixture& vault, const std::string& token) {
  return address_of(vault, VaultToken{[token] { return Result<Secret>(Secret{token}); }});
}

std::string data_path_of(const std::string& path) {
  return below_v1(path, "data");
}

}  // namespace pgberth
