#include "reconciler/adapters/kubernetes/exec_plugin.h"

#include "reconciler/adapters/child_process.h"
#include "reconciler/adapters/time_text.h"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

Error refused(const ExecPlugin& plugin, const std::string& why) {
  return {.code = Code::StoreAuth,
          .what = "credential plugin \"" + plugin.command + "\" " + why,
          .hint = "Run it by hand, with the arguments that the kubeconfig gives it."};
}

/// What the program is told about why it runs.
std::string exec_info(const ExecPlugin& plugin) {
  Json info{{"apiVersion", plugin.version},
            {"kind", "ExecCredential"},
            {"spec", {{"interactive", false}}}};
  if (!plugin.cluster.empty())
    info["spec"]["cluster"] = Json::parse(plugin.cluster, nullptr, false);
  return info.dump();
}

std::map<std::string, std::string> environment_of(const ExecPlugin& plugin) {
  std::map<std::string, std::string> all{
      {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}};
  // Programs keep their own sessions there.
  if (const char* home = std::getenv("HOME"))  // NOLINT(concurrency-mt-unsafe): nobody changes it
    all["HOME"] = home;
  for (const auto& [name, value] : plugin.environment) all[name] = value;
  all["KUBERNETES_EXEC_INFO"] = exec_info(plugin);
  return all;
}

std::string text_in(const Json& status, const char* key) {
  const auto found = status.find(key);
  return found != status.end() && found->is_string() ? found->get<std::string>() : "";
}

Result<ExecCredential> credential_in(const ExecPlugin& plugin, const std::string& output) {
  const Json answer = Json::parse(output, nullptr, false);
  if (!answer.is_object() || !answer.contains("status") || !answer["status"].is_object())
    return refused(plugin, "answers what is no credential");
  const Json& status = answer["status"];
  if (text_in(answer, "apiVersion") != plugin.version)
    return refused(plugin, "does not speak " + plugin.version);
  ExecCredential credential{.token = Secret{text_in(status, "token")},
                            .client_certificate = text_in(status, "clientCertificateData"),
                            .client_key = Secret{text_in(status, "clientKeyData")},
                            .until = time_of(text_in(status, "expirationTimestamp"))};
  const bool certified = !credential.client_certificate.empty() && !credential.client_key.empty();
  if (credential.token.empty() && !certified)
    return refused(plugin, "gives neither a token nor a certificate");
  return credential;
}

}  // namespace

Result<ExecCredential> run_exec_plugin(const ExecPlugin& plugin) {
  std::vector<std::string> arguments{plugin.command};
  arguments.insert(arguments.end(), plugin.arguments.begin(), plugin.arguments.end());
  const auto end = run_child({.program = plugin.command,
                              .arguments = std::move(arguments),
                              .environment = environment_of(plugin),
                              .largest_answer = std::size_t{1} << 20u,
                              .timeout = plugin.timeout,
                              .speaks = false,
                              .code = Code::StoreAuth,
                              .what = "credential plugin \"" + plugin.command + "\""});
  if (!end) return end.error();
  if (end->how != ChildEnd::How::Ended) return refused(plugin, "takes too long");
  if (end->status != 0) return refused(plugin, how_it_ended(end->status));
  return credential_in(plugin, end->output);
}

}  // namespace pgberth
