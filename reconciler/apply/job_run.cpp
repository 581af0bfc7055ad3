#include "reconciler/apply/job_run.h"

#include "reconciler/apply/births.h"
#include "reconciler/base/identifier.h"
#include "reconciler/base/overloaded.h"
#include "reconciler/model/by_hand.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

namespace pgberth {
namespace {

constexpr std::chrono::milliseconds kLockPatience{60'000};

Error superseded(std::string what) {
  return {.code = Code::Superseded,
          .what = std::move(what),
          .hint = "Nothing was lost; run again to plan anew."};
}

class JobRun {
 public:
  JobRun(const Job& job, const Means& means, Progress& progress)
      : job_(job), means_(means), progress_(progress), births_(means.world, means.known.given) {}

  std::vector<Outcome> run() {
    std::optional<Error> failed = prepare();
    std::vector<Outcome> outcomes;
    for (const Step& step : job_.steps) {
      Outcome outcome = failed || stopped() || must_wait(step) ? Outcome{} : run_step(step);
      if (failed && outcomes.empty()) outcome = {StepResult::Failed, failed};
      if (ends_job(step, outcome)) failed = outcome.error;
      if (outcome.error && std::holds_alternative<CheckLogin>(step.action)) not_proved_ = true;
      progress_.ended(job_, step, outcome);
      outcomes.push_back(std::move(outcome));
    }
    for (const RoleName& role : borrowed_) {
      // A grant to the admin that stays behind opens nothing to a service; the next run that
      // needs it finds it.
      if (!server_->give_back(role)) continue;
    }
    return outcomes;
  }

 private:
  /// An extension must not cost a service its database, nor a refused login its copies.
  static bool ends_job(const Step& step, const Outcome& outcome) {
    return outcome.result == StepResult::Failed &&
           !std::holds_alternative<CreateExtension>(step.action) &&
           !std::holds_alternative<CheckLogin>(step.action);
  }

  /// What is left is done by the next run, as after a kill.
  bool stopped() const { return means_.stop_between_steps && means_.stop.stop_requested(); }

  /// Ready means proved.
  bool must_wait(const Step& step) const {
    return not_proved_ && std::holds_alternative<MarkReady>(step.action);
  }

  /// Opens the server, takes the locks and looks again at what the plan rests on.
  std::optional<Error> prepare() {
    if (!job_.needs_server) return std::nullopt;
    auto server = open_server(job_.server, means_.resolved, means_.known, means_.world);
    if (!server) return std::move(server).error();
    server_ = *server;
    auto locks = server_->lock(lock_keys(), kLockPatience);
    if (!locks) return std::move(locks).error();
    locks_ = *std::move(locks);
    return look_again();
  }

  std::set<std::string> lock_keys() const {
    std::set<std::string> keys;
    for (const DatabaseName& database : databases()) keys.insert("database " + database.str());
    for (const RoleName& role : job_.must_be_absent) keys.insert("role " + role.str());
    for (const Step& step : job_.steps) {
      if (const auto* role = std::get_if<CreateRole>(&step.action))
        keys.insert("role " + role->role.str());
      // Nobody gives a borrowed role back while another job works with it.
      if (const auto* borrowed = std::get_if<BorrowRole>(&step.action))
        keys.insert("role " + borrowed->role.str());
    }
    return keys;
  }

  /// The job's own database, and those of claims that share an object with it.
  std::set<DatabaseName> databases() const {
    std::set<DatabaseName> names;
    if (!job_.database.empty()) names.insert(job_.database);
    for (const Step& step : job_.steps)
      if (const auto* built = std::get_if<BuildDatabase>(&step.action))
        names.insert(built->database);
    return names;
  }

  /// Under the lock: a role that appeared since planning means that no password may be born for it,
  /// unless whoever made it has stored one; a database that appeared is not built again.
  std::optional<Error> look_again() {
    const auto now = server_->catalogue({.roles = job_.must_be_absent, .databases = databases()});
    if (!now) return now.error();
    for (const auto& [name, seen] : now->databases) appeared_.insert(name);
    for (const RoleName& role : job_.must_be_absent)
      if (now->roles.contains(role)) forbids_birth_ = role;
    return std::nullopt;
  }

  bool is_left_to_a_person(const Step& step, const Error& error) const {
    if (error.code != Code::KeyNotGranted) return false;
    const auto* added = std::get_if<AddKeys>(&step.action);
    return added != nullptr ? !is_needed(*added) : std::holds_alternative<MarkReady>(step.action);
  }
  /// Whether the job takes its password from what is added there.
  bool is_needed(const AddKeys& added) const {
    const auto reads = [&](const KeyRef& key) {
      return key.entry == added.entry && added.keys.contains(*key.key);
    };
    return std::ranges::any_of(job_.steps, [&](const Step& step) {
      const auto* login = std::get_if<CheckLogin>(&step.action);
      const auto* role = std::get_if<CreateRole>(&step.action);
      return (login != nullptr && reads(login->password)) ||
             (role != nullptr && role->password && reads(*role->password));
    });
  }
  static Error by_hand(const Step& step, Error error) {
    const auto* mark = std::get_if<MarkReady>(&step.action);
    if (mark == nullptr) return error;
    const std::string command = command_to_add(mark->key, mark->value);
    if (!command.empty()) error.hint = "The login worked, so run: " + command;
    return error;
  }

  Outcome run_step(const Step& step) {
    auto result = std::visit([this](const auto& action) { return act(action); }, step.action);
    if (!result && is_left_to_a_person(step, result.error()))
      return {StepResult::NotAllowed, by_hand(step, result.error())};
    if (!result) return {StepResult::Failed, std::move(result).error()};
    return {*result == Creation::Created ? StepResult::Done : StepResult::AlreadyThere, {}};
  }

  Result<Creation> act(const CreateEntry& action) {
    if (forbids_birth_ && births_.generates(action.keys)) {
      const auto there = births_.is_there(action.entry);
      if (!there) return there.error();
      if (!*there)
        return superseded("role \"" + forbids_birth_->str() +
                          "\" appeared, and no entry knows its password");
    }
    return births_.create(action);
  }
  Result<Creation> act(const AddKeys& action) {
    if (forbids_birth_ && births_.generates(action.keys)) {
      const auto known = births_.holds_generated(action);
      if (!known) return known.error();
      if (!*known)
        return superseded("role \"" + forbids_birth_->str() +
                          "\" appeared, and no entry knows its password");
    }
    return births_.add(action);
  }
  Result<Creation> act(const MarkReady& action) {
    // A mark stands for the password that was tried; another one gets none.
    Content held;
    if (tried_) {
      auto keys = births_.keys_that_hold(*tried_, action.key.entry);
      if (!keys) return std::move(keys).error();
      held = *std::move(keys);
    }
    return births_.add({action.key.entry, {{action.key.key, Text{action.value}}}}, std::move(held));
  }

  Result<Creation> act(const CreateRole& action) {
    const RoleWanted wanted{action.role, action.login, action.inherit, action.comment};
    if (!action.password) return server_->create_role(wanted, nullptr);
    const auto password = births_.read(*action.password);
    if (!password) return password.error();
    return server_->create_role(wanted, &*password);
  }
  Result<Creation> act(const JoinRole& action) { return server_->join(action.role, action.member); }
  Result<Creation> act(const BorrowRole& action) {
    auto borrowed = server_->borrow(action.role);
    if (borrowed && *borrowed == Creation::Created) borrowed_.push_back(action.role);
    return borrowed;
  }

  Result<Creation> act(const BuildDatabase& action) {
    if (appeared_.contains(action.database)) return Creation::AlreadyThere;
    return server_->build(
        {action.database, action.owner, action.encoding, action.locale, action.from});
  }
  Result<Creation> act(const GrantPrivileges& action) {
    if (action.building && appeared_.contains(action.database)) return Creation::AlreadyThere;
    return server_->grant(
        {name_now(action.database, action.building), action.on, action.privileges, action.to});
  }
  Result<Creation> act(const OwnSchema& action) {
    if (action.building && appeared_.contains(action.database)) return Creation::AlreadyThere;
    return server_->own_schema(name_now(action.database, action.building), action.owner);
  }
  Result<Creation> act(const CreateExtension& action) {
    if (action.building && appeared_.contains(action.database)) return Creation::AlreadyThere;
    return server_->create_extension(name_now(action.database, action.building), action.extension);
  }
  Result<Creation> act(const FinishDatabase& action) {
    if (appeared_.contains(action.database)) return Creation::AlreadyThere;
    return server_->finish(action.database, action.public_connects);
  }

  Result<Creation> act(const CheckLogin& action) {
    auto password = births_.read(action.password);
    if (!password) return password.error();
    const LoginSeen seen = server_->login(action.database, action.role, *password, action.set_role);
    if (seen.answer == LoginAnswer::Works) {
      tried_ = *std::move(password);
      return Creation::Created;
    }
    const bool refused = seen.answer == LoginAnswer::Refused;
    return Error{.code = refused ? Code::Mismatch : Code::NotProved,
                 .what = "the login as \"" + action.role.str() + "\" to \"" +
                         action.database.str() + "\" " +
                         (refused ? "was refused: " : "could not be tried: ") + seen.detail,
                 .hint = refused ? "Find out which password is right; neither is changed."
                                 : "Let this machine in to prove the login."};
  }

  static DatabaseName name_now(const DatabaseName& database, bool building) {
    return building ? building_name(database) : database;
  }

  const Job& job_;
  const Means& means_;
  Progress& progress_;
  Births births_;
  DatabaseServer* server_ = nullptr;
  std::unique_ptr<Locks> locks_{};
  std::vector<RoleName> borrowed_{};
  std::optional<RoleName> forbids_birth_{};
  std::set<DatabaseName> appeared_{};
  bool not_proved_ = false;
  std::optional<Secret> tried_{};  ///< The password with which the login worked.
};

}  // namespace

std::vector<Outcome> run_job(const Job& job, const Means& means, Progress& progress) {
  return JobRun(job, means, progress).run();
}

}  // namespace pgberth
