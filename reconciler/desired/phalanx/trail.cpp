#include "reconciler/desired/phalanx/trail.h"

#include "reconciler/desired/phalanx/names.h"

#include <algorithm>
#include <utility>

namespace pgberth::phalanx {
namespace {

constexpr Generated kPassword{.alphabet = Alphabet::Hexadecimal, .length = 64};

/// One walk along the rules of one password.
class Walk {
 public:
  Walk(const Section& section, const ClaimId& claim, Findings& findings)
      : section_(section),
        claim_(claim),
        findings_(findings),
        trail_{.authority = {{std::string(kPostgres), section.password_key()}, section.at}} {}

  bool at_start() const { return trail_.copies.empty(); }
  const SecretName& name() const { return trail_.authority.name; }
  Trail& trail() { return trail_; }

  void tell(Code code, std::string what, const SourcePos& where, std::string hint) {
    findings_.push_back({.code = code,
                         .what = std::move(what),
                         .where = where,
                         .hint = std::move(hint),
                         .claims = {claim_}});
  }

  /// The password is where the walk is now, and a person must have given it.
  void must_be_there() { trail_.birth = Birth::MustExist; }

  /// Goes on to the source of a copy, unless it leads into a circle or out of the entries.
  bool step(const Rule& rule) {
    const auto seen = [&](const Trail::Stop& stop) { return stop.name == rule.from; };
    if (rule.from == name() || std::ranges::any_of(trail_.copies, seen)) {
      tell(Code::CopyCycle,
           "\"" + section_.password_key() + "\" is copied in a circle: " + path(rule.from), rule.at,
           "Let one of them be generated or given.");
      return false;
    }
    if (!path_part(rule.from.application)) {
      tell(Code::NameInvalid, "\"" + rule.from.application + "\" cannot name an application",
           rule.at, "Use letters, digits, dots, dashes and underscores.");
      return false;
    }
    trail_.copies.push_back(std::exchange(trail_.authority, {rule.from, rule.at}));
    return true;
  }

  /// An error: what the rules mean is not known, so that only the key of Postgres is shown.
  void give_up() {
    if (!at_start()) trail_.authority = trail_.copies.front();
    trail_.copies.clear();
    must_be_there();
    lost_ = true;
  }

  bool lost() const { return lost_; }

 private:
  std::string path(const SecretName& last) const {
    std::string text;
    for (const Trail::Stop& stop : trail_.copies) text += to_string(stop.name) + ", ";
    return text + to_string(name()) + ", " + to_string(last);
  }

  const Section& section_;
  const ClaimId& claim_;
  Findings& findings_;
  Trail trail_;
  bool lost_ = false;
};

void without_rule(Walk& walk, const Section& section, bool rules_expected) {
  if (!walk.at_start()) {
    walk.tell(Code::NoSecretRule, "no rule says where " + to_string(walk.name()) + " comes from",
              walk.trail().authority.asked_at,
              "Add the rule, or put the password there; none is invented.");
    walk.must_be_there();
    return;
  }
  walk.trail().password = kPassword;
  if (rules_expected)
    walk.tell(Code::NoSecretRule,
              "no rule says where \"" + section.password_key() + "\" comes from", section.at,
              "Add it to the secrets.yaml of \"postgres\"; until then it is generated.");
}

/// Decides what the rule at the end of the walk means. True: the walk goes on.
bool decide(Walk& walk, const Rule& rule, GivenSecrets& given) {
  switch (rule.origin) {
    case Rule::Origin::Generated:
      walk.trail().password = kPassword;
      return false;
    case Rule::Origin::Fixed:
      given.try_emplace(rule.value->at, rule.value->text);
      walk.trail().password = Given{rule.value->at};
      return false;
    case Rule::Origin::Computed:
      walk.tell(Code::NoSecretRule, "the rule for " + to_string(walk.name()) + " makes no password",
                rule.at, "Let its type be password, or put a password there.");
      walk.must_be_there();
      return false;
    case Rule::Origin::Copied:
      if (walk.step(rule)) return true;
      walk.give_up();
      return false;
    case Rule::Origin::Broken:
      walk.give_up();
      return false;
    case Rule::Origin::Unknown:
    case Rule::Origin::Static:
      break;
  }
  walk.must_be_there();
  return false;
}

}  // namespace

Trail TrailFinder::follow(const Section& section, const ClaimId& claim, Findings& findings) {
  Walk walk(section, claim, findings);
  for (bool on = true; on;) {
    const SecretName name = walk.name();
    if (!walk.at_start() && !site_.enabled(name.application, files_)) {
      walk.must_be_there();
      if (site_.enabled(kPostgres, files_))
        walk.tell(Code::SwitchedOff,
                  "\"" + name.application + "\", which \"" + section.password_key() +
                      "\" is copied from, is switched off here",
                  walk.trail().authority.asked_at,
                  "Its password must be there already; none is invented.");
      break;
    }
    const Rule rule = rules_.rule(name, claim, findings);
    if (rule.origin == Rule::Origin::Unknown) {
      without_rule(walk, section, site_.has_rules());
      break;
    }
    walk.trail().authority.asked_at = rule.at;
    on = decide(walk, rule, given_);
  }
  Trail trail = std::move(walk.trail());
  if (walk.lost()) return trail;
  const SecretName start{std::string(kPostgres), section.password_key()};
  for (const auto& [name, rule] : rules_.copies_of(start, claim, findings))
    trail.copies.push_back({name, rule.at});
  return trail;
}

}  // namespace pgberth::phalanx
