#include "reconciler/adapters/file/file_store.h"
#include "reconciler/adapters/file/folder_tree.h"
#include "reconciler/adapters/git/fetch_process.h"
#include "reconciler/adapters/git/git_library.h"
#include "reconciler/adapters/git/git_mirror.h"
#include "reconciler/adapters/git/git_repository.h"
#include "reconciler/adapters/github/github.h"
#include "reconciler/adapters/kubernetes/kubernetes.h"
#include "reconciler/adapters/postgres/postgres_server.h"
#include "reconciler/adapters/postgres/server_uri.h"
#include "reconciler/adapters/secrets_manager/secrets_manager.h"
#include "reconciler/adapters/system/stop_signals.h"
#include "reconciler/adapters/system/system_clock.h"
#include "reconciler/adapters/system/system_entropy.h"
#include "reconciler/adapters/vault/vault.h"
#include "reconciler/cli/run.h"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

/// Memory holds secrets: no core file is to be made of it.
void forbid_core_dumps() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

/// libpq takes settings of any session from variables such as PGOPTIONS, PGSERVICE, PGHOSTADDR and
/// PGPASSWORD. The servers are the operator's list alone, so none of them may have a say. libcurl
/// would write the keys of its sessions into a file. It is done before there are threads, which
/// must not meet a changing environment.
void forget_variables_of_libraries() {
  std::vector<std::string> names{"SSLKEYLOGFILE"};
  for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
    const std::string_view assignment(*each);
    if (assignment.starts_with("PG") && !assignment.starts_with("PGBERTH_"))
      names.emplace_back(assignment.substr(0, assignment.find('=')));
  }
  for (const std::string& name : names)
    unsetenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): no thread yet
}

std::optional<std::string> variable(const std::string& name) {
  const char* text = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): no more changes
  return text == nullptr ? std::nullopt : std::optional<std::string>(text);
}

/// Where clones are kept when nobody says so.
std::string cache_folder() {
  const auto cache = variable("XDG_CACHE_HOME");
  if (cache && !cache->empty()) return *cache + "/pgberth/git";
  return variable("HOME").value_or("/var/tmp") + "/.cache/pgberth/git";
}

Result<std::unique_ptr<ValuesSource>> open_source(const SourceSettings& source) {
  return open_mirror({.url = source.url,
                      .folder = source.cache.empty() ? cache_folder() + "/" + clone_name(source.url)
                                                     : source.cache,
                      .ref = source.revision,
                      .credentials = {.username = source.username,
                                      .password_file = source.token_file,
                                      .key_file = source.key_file,
                                      .passphrase_file = source.passphrase_file,
                                      .known_hosts_file = source.known_hosts},
                      .ca_file = source.certificates,
                      .proxy = source.proxy});
}

/// Opens stores where they are.
class StoreOpener {
 public:
  StoreOpener(Clock& clock, Entropy& entropy)
      : clock_(clock), entropy_(entropy), vaults_(clock, entropy), aws_(variable, clock, entropy) {}

  Result<std::unique_ptr<SecretStore>> open(const StoreAddress& address, const StoreId& id) {
    if (const auto* cluster = std::get_if<KubernetesAddress>(&address))
      return open_kubernetes(*cluster, variable, clock_, entropy_);
    if (const auto* vault = std::get_if<VaultAddress>(&address)) return vaults_.open(*vault);
    if (const auto* aws = std::get_if<AwsAddress>(&address)) return aws_.open(*aws);
    return std::unique_ptr<SecretStore>(
        std::make_unique<FileStore>(std::get<FolderAddress>(address).folder, id));
  }

 private:
  Clock& clock_;
  Entropy& entropy_;
  OpenVaults vaults_;
  OpenSecretsManagers aws_;
};

int run_with_adapters(const Surroundings& surroundings) {
  SystemClock clock;
  SystemEntropy entropy;
  StoreOpener stores(clock, entropy);
  FolderTree tree("");
  std::optional<StopSignals> stop;
  std::optional<GitLibrary> git;  // Set up when it is needed: other commands need not wait for it.
  const auto with_git = [&git](auto open) {
    return [&git, open](const auto& what) {
      if (!git) git.emplace();
      return open(what);
    };
  };
  const auto make_store = [&](const StoreAddress& address, const StoreId& id) {
    return stores.open(address, id);
  };
  const auto make_server =
      [&](const AdminAddress& asked) -> Result<std::unique_ptr<DatabaseServer>> {
    auto address = server_address(asked.uri, asked.otherwise);
    if (!address) return std::move(address).error();
    address->system_identifier = asked.system_identifier;
    address->allow_weak_authentication = asked.allow_weak_authentication;
    return std::unique_ptr<DatabaseServer>(
        std::make_unique<PostgresServer>(*std::move(address), clock, entropy));
  };
  const auto confined = [](const std::string& folder) -> std::unique_ptr<Tree> {
    return std::make_unique<FolderTree>(folder.empty() ? "." : folder, FolderTree::Reach::Confined);
  };
  return run(
      surroundings,
      {.make_store = make_store,
       .make_server = make_server,
       .tree = tree,
       .clock = clock,
       .entropy = entropy,
       .stop_with_care = [&] { return stop.emplace().token(); },
       .confined_tree = confined,
       .open_source = with_git(open_source),
       .variable = variable,
       .open_repository = with_git(open_repository),
       .open_forge = [&](ForgeAddress address) { return open_github(std::move(address), clock); },
       .pull_request_of_event = pull_request_of_event});
}

}  // namespace
}  // namespace pgberth

int main(int argc, char** argv) {
  try {
    pgberth::forbid_core_dumps();
    if (argc == 2 && std::string_view(argv[1]) == pgberth::kFetchArgument) pgberth::fetch_process();
    pgberth::forget_variables_of_libraries();
    return pgberth::run_with_adapters({.arguments = {argv + (argc > 0 ? 1 : 0), argv + argc},
                                       .environment = pgberth::variable,
                                       .out = std::cout,
                                       .err = std::cerr,
                                       .out_is_terminal = isatty(STDOUT_FILENO) == 1,
                                       .err_is_terminal = isatty(STDERR_FILENO) == 1,
                                       .version = PGBERTH_VERSION});
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << " [E001]\n";
  } catch (...) {
    std::cerr << "error: something that is no std::exception was thrown [E001]\n";
  }
  return pgberth::kFailure;
}
