#include "tests/support/kubernetes_fixture.h"

#include "reconciler/adapters/base64.h"
#include "reconciler/adapters/http/url.h"

#include "tests/support/server_programs.h"
#include <atomic>
#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace pgberth {
namespace {

constexpr std::chrono::seconds kPatience{120};

std::string program(const std::string& name, const std::string& file) {
  const auto found = server_program(name, file);
  if (!found) throw std::runtime_error(file + " is not there; run scripts/go-servers");
  return found->string();
}

void must(const std::vector<std::string>& command) {
  const Finished finished = run(command);
  if (finished.exit_code != 0) throw std::runtime_error(command.front() + ": " + finished.all());
}

std::string content(const std::filesystem::path& file) {
  const std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

bool KubernetesFixture::can_run() {
  return server_program("etcd", "etcd") && server_program("kubernetes", "kube-apiserver") &&
         server_program("kubernetes", "kubectl");
}

KubernetesFixture::KubernetesFixture() : port_(std::to_string(free_port())) {
  const std::string key = home_ / "sa.key";
  must({"openssl", "genrsa", "-out", key, "2048"});
  must({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
        "/CN=test clients", "-keyout", home_ / "clients.key", "-out", home_ / "clients.crt"});
  std::ofstream(home_ / "tokens.csv") << admin_token() << ",admin,uid-admin,\"system:masters\"\n";
  std::ofstream(home_ / "audit.yaml")
      << "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\n"
         "rules: [{level: Metadata}]\n";
  const std::string client = "http://127.0.0.1:" + std::to_string(free_port());
  const std::string peer = "http://127.0.0.1:" + std::to_string(free_port());
  etcd_ = std::make_unique<BackgroundServer>(
      std::vector<std::string>{program("etcd", "etcd"), "--data-dir", home_ / "etcd",
                               "--listen-client-urls", client, "--advertise-client-urls", client,
                               "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                               "--initial-cluster", "default=" + peer, "--unsafe-no-fsync",
                               "--log-level", "warn"},
      home_ / "etcd.log");
  server_ = std::make_unique<BackgroundServer>(
      std::vector<std::string>{
          program("kubernetes", "kube-apiserver"), "--etcd-servers=" + client,
          "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", "--secure-port=" + port_,
          "--cert-dir=" + (home_ / "certs").string(), "--service-account-key-file=" + key,
          "--service-account-signing-key-file=" + key,
          "--service-account-issuer=https://kubernetes.default.svc",
          "--api-audiences=https://kubernetes.default.svc,vault",
          "--token-auth-file=" + (home_ / "tokens.csv").string(), "--authorization-mode=RBAC",
          "--client-ca-file=" + (home_ / "clients.crt").string(),
          "--service-cluster-ip-range=10.0.0.0/24", "--disable-admission-plugins=ServiceAccount",
          "--endpoint-reconciler-type=none", "--profiling=false",
          "--audit-policy-file=" + (home_ / "audit.yaml").string(),
          "--audit-log-path=" + (home_ / "audit.log").string()},
      home_ / "apiserver.log");
  await_ready();
}

void KubernetesFixture::await_ready() {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (true) {
    if (!server_->runs() || !etcd_->runs() || std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("kube-apiserver does not start: " + etcd_->log() + server_->log());
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    if (!std::filesystem::exists(ca_file())) continue;
    CurlHttpClient http({.unreachable = Code::StoreUnreachable, .ca_file = ca_file()});
    const auto answer = http.send({.url = server() + "/readyz"});
    if (answer && answer->ok() && ask("GET", "/api/v1/namespaces/default").ok()) return;
  }
}

std::string KubernetesFixture::ca() const {
  return content(ca_file());
}

JsonAnswer KubernetesFixture::ask(const std::string& method, const std::string& path,
                                  const std::string& body, const std::string& content_type) const {
  return ask_as(admin_token(), method, path, body, content_type);
}

JsonAnswer KubernetesFixture::ask_as(const std::string& token, const std::string& method,
                                     const std::string& path, const std::string& body,
                                     const std::string& content_type) const {
  CurlHttpClient http({.unreachable = Code::StoreUnreachable, .ca_file = ca_file()});
  HttpRequest request{.method = method, .url = server() + path, .body = body};
  if (!body.empty()) request.headers["Content-Type"] = content_type;
  request.secret_headers.emplace("Authorization", Secret{"Bearer " + token});
  const auto answer = http.send(request);
  if (!answer) throw std::runtime_error(method + " " + path + ": " + answer.error().what);
  return {.status = answer->status, .body = nlohmann::json::parse(answer->body, nullptr, false)};
}

void KubernetesFixture::make_namespace(const std::string& name) const {
  ask("POST", "/api/v1/namespaces",
      R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":")" + name + "\"}}");
}

std::string KubernetesFixture::new_namespace(const std::string& prefix) {
  std::string name = prefix + "-" + std::to_string(++namespaces_);
  make_namespace(name);
  return name;
}

std::string KubernetesFixture::token_of(const std::string& name_space, const std::string& account,
                                        int seconds) const {
  const std::string path = "/api/v1/namespaces/" + name_space + "/serviceaccounts";
  make_namespace(name_space);
  ask("POST", path,
      R"({"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":")" + account + "\"}}");
  const auto answer = ask("POST", path + "/" + account + "/token",
                          R"({"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest",)"
                          R"("spec":{"expirationSeconds":)" +
                              std::to_string(seconds) + "}}");
  return text_at(answer.body, "/status/token");
}

void KubernetesFixture::certificate(const std::string& user, const std::string& group,
                                    const std::filesystem::path& folder) const {
  const std::string request = folder / "client.csr";
  must({"openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/O=" + group + "/CN=" + user,
        "-keyout", folder / "client.key", "-out", request});
  must({"openssl", "x509", "-req", "-days", "2", "-in", request, "-CA", home_ / "clients.crt",
        "-CAkey", home_ / "clients.key", "-CAcreateserial", "-out", folder / "client.crt"});
}

void KubernetesFixture::grant(const std::string& name_space, const std::string& account,
                              const std::string& rules) const {
  const std::string base = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + name_space;
  // Each change leaves a mark in the rights, which tells when it is in force.
  static std::atomic<int> changes{0};
  const std::string mark = "mark-" + std::to_string(++changes);
  const auto marked = nlohmann::json{{"apiGroups", {""}},
                                     {"resources", {"configmaps"}},
                                     {"resourceNames", {mark}},
                                     {"verbs", {"get"}}};
  auto all = nlohmann::json::parse(rules);
  all.push_back(marked);
  const nlohmann::json role{{"apiVersion", "rbac.authorization.k8s.io/v1"},
                            {"kind", "Role"},
                            {"metadata", {{"name", account}}},
                            {"rules", all}};
  if (ask("POST", base + "/roles", role.dump()).status == 409)
    ask("PUT", base + "/roles/" + account, role.dump());
  ask("POST", base + "/rolebindings",
      nlohmann::json{
          {"apiVersion", "rbac.authorization.k8s.io/v1"},
          {"kind", "RoleBinding"},
          {"metadata", {{"name", account}}},
          {"roleRef",
           {{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "Role"}, {"name", account}}},
          {"subjects",
           {{{"kind", "ServiceAccount"}, {"name", account}, {"namespace", name_space}}}}}
          .dump());
  const nlohmann::json review{{"apiVersion", "authorization.k8s.io/v1"},
                              {"kind", "SubjectAccessReview"},
                              {"spec",
                               {{"user", "system:serviceaccount:" + name_space + ":" + account},
                                {"resourceAttributes",
                                 {{"namespace", name_space},
                                  {"verb", "get"},
                                  {"resource", "configmaps"},
                                  {"name", mark}}}}}};
  for (int turn = 0; turn < 500; ++turn) {
    const auto answer =
        ask("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review.dump());
    if (answer.body.value("/status/allowed"_json_pointer, false)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  throw std::runtime_error("rights are not in force");
}

std::string KubernetesFixture::kubectl(const std::vector<std::string>& arguments) const {
  std::vector<std::string> command{program("kubernetes", "kubectl"), "--kubeconfig", kubeconfig()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const Finished finished = run(command, {{"HOME", home_.str()}});
  if (finished.exit_code != 0) throw std::runtime_error("kubectl: " + finished.all());
  return finished.out;
}

void KubernetesFixture::apply(const std::string& manifest) const {
  const std::string file = home_ / "manifest.yaml";
  std::ofstream(file) << manifest;
  kubectl({"apply", "--server-side", "-f", file});
}

std::string KubernetesFixture::kubeconfig() const {
  return kubeconfig_of(admin_token());
}

std::string KubernetesFixture::kubeconfig_of(const std::string& token) const {
  const std::string file =
      home_ / ("kubeconfig-" + std::to_string(std::hash<std::string>{}(token)));
  std::ofstream(file) << "apiVersion: v1\nkind: Config\ncurrent-context: test\n"
                      << "clusters: [{name: test, cluster: {server: \"" << server()
                      << "\", certificate-authority: \"" << ca_file() << "\"}}]\n"
                      << "users: [{name: test, user: {token: \"" << token << "\"}}]\n"
                      << "contexts: [{name: test, context: {cluster: test, user: test}}]\n";
  return file;
}

std::vector<std::string> KubernetesFixture::calls_of(const std::string& user) const {
  std::vector<std::string> calls;
  std::istringstream lines(content(home_ / "audit.log"));
  for (std::string line; std::getline(lines, line);) {
    const auto event = nlohmann::json::parse(line, nullptr, false);
    if (text_at(event, "/user/username") != user || !event.contains("objectRef")) continue;
    const bool dry = text_at(event, "/requestURI").find("dryRun=All") != std::string::npos;
    calls.push_back((dry ? "dry " : "") + text_at(event, "/verb") + " " +
                    text_at(event, "/objectRef/resource") + " " +
                    text_at(event, "/objectRef/namespace") + "/" +
                    text_at(event, "/objectRef/name") + " " +
                    event.at("/responseStatus/code"_json_pointer).dump());
  }
  return calls;
}

std::string KubernetesFixture::resource_version(const std::string& path) const {
  const std::size_t slash = path.find('/');
  const auto answer = ask("GET", "/api/v1/namespaces/" + url_segment(path.substr(0, slash)) +
                                     "/secrets/" + url_segment(path.substr(slash + 1)));
  return text_at(answer.body, "/metadata/resourceVersion");
}

KubernetesFixture& shared_kubernetes() {
  static KubernetesFixture server;
  return server;
}

}  // namespace pgberth
