#pragma once

#include "reconciler/model/server.h"
#include "reconciler/model/store.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace pgberth {

/// What goes wrong with one call of a port.
enum class Fault {
  None,
  FailBefore,   ///< The call is not made; the caller hears an error.
  LostReply,    ///< The call is made; the caller hears an error all the same.
  CrashBefore,  ///< The process "dies" before the call is made: Crash is thrown.
  CrashAfter,   ///< … after it was made, before anybody hears of it.
};

/// Thrown where the process is to die. Not an std::exception, so that only a test catches it.
struct Crash {
  std::string call{};
};

/// Asked once for each call, in the order of the calls, with its name: "store.create prod/a",
/// "server.create_role fence". From several threads at once when the caller has several.
using FaultHook = std::function<Fault(const std::string& call)>;

/// The error that a failed or lost call answers with.
Error fault_error(Code code, const std::string& call);

/// Makes `call`, or does what `hook` wants instead; `failed` turns an error into an answer.
template <class Call, class Failed>
auto with_fault(const FaultHook& hook, const std::string& name, Call call, Failed failed)
    -> decltype(call()) {
  switch (hook(name)) {
    case Fault::FailBefore:
      return failed();
    case Fault::LostReply:
      (void)call();
      return failed();
    case Fault::CrashBefore:
      throw Crash{name};
    case Fault::CrashAfter:
      (void)call();
      throw Crash{name};
    case Fault::None:
      break;
  }
  return call();
}

/// A store whose calls go wrong where the hook wants it. A failed read answers Unreadable for each
/// path. Does not own what it wraps.
class FaultyStore : public SecretStore {
 public:
  FaultyStore(SecretStore& store, FaultHook hook) : store_(store), hook_(std::move(hook)) {}

  std::map<std::string, StoredEntry> read(const std::set<std::string>& paths) override;
  Result<Creation> create(const std::string& path, const NewEntry& entry) override;
  Result<std::set<std::string>> add_missing_keys(const std::string& path,
                                                 const NewKeys& keys) override;
  bool adds_keys() const override { return store_.adds_keys(); }
  Result<std::set<std::string>> list(const std::string& prefix) override;

 private:
  SecretStore& store_;
  FaultHook hook_;
};

/// A server whose calls go wrong where the hook wants it. A failed login is NotProved. A crash
/// gives back the locks, as the end of a session does. Does not own what it wraps.
class FaultyServer : public DatabaseServer {
 public:
  FaultyServer(DatabaseServer& server, FaultHook hook) : server_(server), hook_(std::move(hook)) {}

  Result<Catalogue> catalogue(const Names& names) override;
  Result<Inventory> inventory() override;
  Result<Inside> look_inside(const Question& question) override;
  LoginSeen login(const DatabaseName& database, const RoleName& role, const Secret& password,
                  const RoleName& set_role) override;
  Result<std::unique_ptr<Locks>> lock(const std::set<std::string>& keys,
                                      std::chrono::milliseconds patience) override;
  Result<Creation> create_role(const RoleWanted& role, const Secret* password) override;
  Result<Creation> join(const RoleName& role, const RoleName& member) override;
  Result<Creation> borrow(const RoleName& role) override;
  Result<Done> give_back(const RoleName& role) override;
  Result<Creation> build(const DatabaseWanted& database) override;
  Result<Creation> grant(const GrantWanted& grant) override;
  Result<Creation> own_schema(const DatabaseName& database, const RoleName& owner) override;
  Result<Creation> create_extension(const DatabaseName& database,
                                    const std::string& extension) override;
  Result<Creation> finish(const DatabaseName& database, bool public_connects) override;

 private:
  DatabaseServer& server_;
  FaultHook hook_;
};

}  // namespace pgberth
