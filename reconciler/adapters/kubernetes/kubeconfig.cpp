#include "reconciler/adapters/kubernetes/kubeconfig.h"

#include "reconciler/adapters/base64.h"
#include "reconciler/adapters/secret_file.h"
#include "reconciler/text/yaml.h"

#include <nlohmann/json.hpp>

#include <array>
#include <filesystem>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

Error wrong(const SourcePos& at, std::string what, std::string hint = {}) {
  return {.code = Code::BadSettings,
          .what = "the kubeconfig " + std::move(what),
          .where = at,
          .hint = std::move(hint)};
}

std::string text(const ValuePtr& node, std::string_view key) {
  const ValuePtr value = child_of(node, key);
  return value && !value->is_null() ? value->text : "";
}

/// The part called `name` of the list `kind` ("clusters"), which holds it under `key` ("cluster").
struct Part {
  ValuePtr body{};
  SourcePos at{};
  std::string folder{};  ///< Where its paths begin.
};

class Kubeconfig {
 public:
  Kubeconfig(const std::string& files, const FileCheck& among_values)
      : among_values_(among_values) {
    std::string::size_type begin = 0;
    while (begin <= files.size()) {
      const auto end = std::min(files.find(':', begin), files.size());
      if (end > begin) names_.push_back(files.substr(begin, end - begin));
      begin = end + 1;
    }
  }

  Result<ClusterAccess> access(const std::string& context) && {
    auto access = access_by(context);
    if (access && !off_limits_.empty())
      return wrong({}, "names \"" + off_limits_ + "\", which lies among the values",
                   "Keep it where whoever writes values cannot write.");
    return access;
  }

 private:
  Result<ClusterAccess> access_by(const std::string& context) {
    if (auto read = read_files(); !read) return std::move(read).error();
    const auto chosen = chosen_context(context);
    if (!chosen) return chosen.error();
    const auto cluster = part("clusters", "cluster", text(chosen->body, "cluster"), chosen->at);
    if (!cluster) return cluster.error();
    if (auto error = read_cluster(*cluster)) return *std::move(error);
    const std::string user = text(chosen->body, "user");
    if (user.empty()) return std::move(access_);
    const auto found = part("users", "user", user, chosen->at);
    if (!found) return found.error();
    if (auto error = read_user(*found, *cluster)) return *std::move(error);
    return std::move(access_);
  }

  Result<Done> read_files() {
    for (const std::string& name : names_) {
      std::error_code failed;
      if (names_.size() > 1 && !fs::exists(name, failed)) continue;
      const auto bytes =
          read_secret_file({.path = name, .what = "kubeconfig", .code = Code::BadSettings});
      if (!bytes) return bytes.error();
      const YamlText read = read_yaml(bytes->reveal(), name);
      if (!read.root)
        for (const Finding& finding : read.findings)
          if (severity_of(finding.code) == Severity::Error)
            return wrong(finding.where, "cannot be read: " + finding.what, finding.hint);
      roots_.push_back({read.root, {.file = name}, fs::path(name).parent_path().string()});
    }
    if (roots_.empty())
      return wrong({}, "is not there", "Name one with `kubeconfig`, or set KUBECONFIG.");
    return Done{};
  }

  Result<Part> chosen_context(const std::string& context) const {
    std::string name = context;
    for (const Part& root : roots_)
      if (name.empty()) name = text(root.body, "current-context");
    if (name.empty())
      return wrong(roots_.front().at, "has no current context", "Name one with `context`.");
    return part("contexts", "context", name, roots_.front().at);
  }

  Result<Part> part(std::string_view list, std::string_view key, const std::string& name,
                    const SourcePos& asked_at) const {
    for (const Part& root : roots_) {
      const ValuePtr items = child_of(root.body, list);
      for (const Member& item : items ? items->children : std::vector<Member>{})
        if (text(item.value, "name") == name && !name.empty())
          if (const ValuePtr body = child_of(item.value, key))
            return Part{body, item.value->at, root.folder};
    }
    return wrong(asked_at, "has no " + std::string(key) + " \"" + name + "\"",
                 "`kubectl config get-contexts` lists what there is.");
  }

  std::string path_in(const Part& part, std::string_view key) {
    const std::string path = text(part.body, key);
    if (path.empty()) return "";
    return checked((fs::path(part.folder) / path).lexically_normal().string());
  }

  /// Notes a file that whoever writes values could change.
  std::string checked(std::string path) {
    if (among_values_ && among_values_(path)) off_limits_ = path;
    return path;
  }

  std::optional<Error> read_cluster(const Part& cluster) {
    access_.server = text(cluster.body, "server");
    while (access_.server.ends_with('/')) access_.server.pop_back();
    if (!access_.server.starts_with("https://") && !access_.server.starts_with("http://"))
      return wrong(cluster.at, "names no server that begins with https://");
    if (text(cluster.body, "insecure-skip-tls-verify") == "true")
      return wrong(cluster.at, "switches checking of certificates off",
                   "Name the authority with certificate-authority; it is always checked.");
    access_.ca_file = path_in(cluster, "certificate-authority");
    if (const std::string data = text(cluster.body, "certificate-authority-data"); !data.empty()) {
      const auto decoded = from_base64(data);
      if (!decoded) return wrong(cluster.at, "has certificate-authority-data that is no base64");
      access_.ca = decoded->reveal();
      access_.ca_file.clear();
    }
    access_.server_name = text(cluster.body, "tls-server-name");
    access_.proxy = text(cluster.body, "proxy-url");
    return std::nullopt;
  }

  /// What is not done as a kubeconfig wants it, and must not be passed over.
  static std::optional<Error> unsupported(const Part& user) {
    constexpr std::array<std::string_view, 5> keys{"username", "password", "auth-provider", "as",
                                                   "as-groups"};
    for (const std::string_view key : keys)
      if (child_of(user.body, key))
        return wrong(user.at, "logs in with \"" + std::string(key) + "\", which is not followed",
                     "Use a token, a client certificate, or an exec plugin.");
    return std::nullopt;
  }

  std::optional<Error> read_user(const Part& user, const Part& cluster) {
    if (auto error = unsupported(user)) return error;
    if (auto error = read_certificate(user)) return error;
    if (const std::string file = path_in(user, "tokenFile"); !file.empty()) {
      access_.identity = TokenFile{file};
    } else if (const std::string token = text(user.body, "token"); !token.empty()) {
      access_.identity = FixedToken{Secret{token}};
    } else if (const ValuePtr exec = child_of(user.body, "exec")) {
      return read_exec(exec, cluster);
    }
    return std::nullopt;
  }

  std::optional<Error> read_certificate(const Part& user) {
    const auto pem = [&](const std::string& key) -> Result<Secret> {
      if (const std::string data = text(user.body, key + "-data"); !data.empty()) {
        auto decoded = from_base64(data);
        if (!decoded) return wrong(user.at, "has " + key + "-data that is no base64");
        return *std::move(decoded);
      }
      const std::string path = path_in(user, key);
      if (path.empty()) return Secret{};
      return read_secret_file({.path = path, .what = key, .code = Code::BadSettings});
    };
    auto certificate = pem("client-certificate");
    if (!certificate) return certificate.error();
    auto key = pem("client-key");
    if (!key) return key.error();
    if (certificate->empty() != key->empty())
      return wrong(user.at, "has a client certificate without its key, or the other way round");
    access_.client_certificate = certificate->reveal();
    access_.client_key = *std::move(key);
    return std::nullopt;
  }

  /// The authorities in base64, as a plugin is told them.
  Result<std::string> authority_data() const {
    if (access_.ca_file.empty()) return to_base64(access_.ca);
    auto pem = read_secret_file(
        {.path = access_.ca_file, .what = "certificate-authority", .code = Code::BadSettings});
    if (!pem) return std::move(pem).error();
    return to_base64(pem->reveal());
  }

  std::optional<Error> read_exec(const ValuePtr& exec, const Part& cluster) {
    ExecPlugin plugin{.command = checked(text(exec, "command")),
                      .version = text(exec, "apiVersion")};
    if (!plugin.command.starts_with('/'))
      return wrong(
          exec->at,
          "names the credential plugin \"" + plugin.command + "\", which is no absolute path",
          "Write where the program is, such as /usr/local/bin/" +
              fs::path(plugin.command).filename().string() + ".");
    if (plugin.version != "client.authentication.k8s.io/v1" &&
        plugin.version != "client.authentication.k8s.io/v1beta1")
      return wrong(exec->at, "has a credential plugin of version \"" + plugin.version + "\"",
                   "Known are client.authentication.k8s.io/v1 and v1beta1.");
    if (text(exec, "interactiveMode") == "Always")
      return wrong(exec->at, "has a credential plugin that wants to ask a person");
    const ValuePtr arguments = child_of(exec, "args");
    for (const Member& each : arguments ? arguments->children : std::vector<Member>{}) {
      const std::string& word = each.value->text;  // Such as the script that a shell is to run.
      plugin.arguments.push_back(word.find('/') == std::string::npos ? word : checked(word));
    }
    const ValuePtr variables = child_of(exec, "env");
    for (const Member& each : variables ? variables->children : std::vector<Member>{})
      plugin.environment[text(each.value, "name")] = text(each.value, "value");
    if (text(exec, "provideClusterInfo") == "true") {
      auto authority = authority_data();
      if (!authority) return std::move(authority).error();
      plugin.cluster = nlohmann::json{{"server", access_.server},
                                      {"tls-server-name", access_.server_name},
                                      {"certificate-authority-data", *std::move(authority)},
                                      {"proxy-url", text(cluster.body, "proxy-url")}}
                           .dump();
    }
    access_.identity = std::move(plugin);
    return std::nullopt;
  }

  const FileCheck& among_values_;
  std::string off_limits_{};
  std::vector<std::string> names_{};
  std::vector<Part> roots_{};
  ClusterAccess access_{};
};

}  // namespace

Result<ClusterAccess> kubeconfig_access(const std::string& files, const std::string& context,
                                        const FileCheck& among_values) {
  return Kubeconfig(files, among_values).access(context);
}

}  // namespace pgberth
