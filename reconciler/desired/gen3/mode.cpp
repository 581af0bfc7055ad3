#include "reconciler/desired/gen3/mode.h"

#include "reconciler/desired/truth.h"

namespace pgberth::gen3 {
namespace {

constexpr std::string_view kGlobalPush = "global.externalSecrets.pushSecret";
constexpr std::string_view kServicePush = "externalSecrets.pushSecret";

/// The path of the flag that asks for a push, or "".
std::string_view push_asked(Fields& fields, const Facts& facts) {
  const Chart* chart = fields.service().chart;
  if (!facts.push || (chart != nullptr && !chart->push)) return {};
  if (flag(fields, kGlobalPush)) return kGlobalPush;
  return flag(fields, kServicePush) ? kServicePush : std::string_view{};
}

/// A push that the values ask for and no chart makes.
void note_ignored_push(Fields& fields, const Facts& facts, bool deploy) {
  if (!facts.push) return;
  for (const std::string_view path : {kGlobalPush, kServicePush})
    if (truthy(fields.peek(path)))
      fields.refuse(Code::PushIgnored, path,
                    deploy ? "has no effect, this chart pushes nothing"
                           : "has no effect while global.externalSecrets.deploy is off",
                    "Take it out, or turn global.externalSecrets.deploy on.");
}

bool mirrored(Fields& fields) {
  const Chart* chart = fields.service().chart;
  return chart == nullptr || chart->no_mirror_with.empty() ||
         !truthy(fields.get("global.externalSecrets." + chart->no_mirror_with));
}

Mode mode_of(Fields& fields, const Facts& facts, Wishes& wishes) {
  wishes.deploy = flag(fields, "global.externalSecrets.deploy");
  if (!wishes.deploy) {
    note_ignored_push(fields, facts, false);
    return Mode::Local;
  }
  const bool local = flag(fields, "global.externalSecrets." + facts.local_switch);
  wishes.push_by = push_asked(fields, facts);
  if (!wishes.push_by.empty()) return local ? Mode::PushAndLocal : Mode::Push;
  note_ignored_push(fields, facts, true);
  if (local) return Mode::Local;
  return mirrored(fields) ? Mode::Pull : Mode::Unserved;
}

}  // namespace

bool flag(Fields& fields, std::string_view path) {
  const ValuePtr value = fields.get(path);
  if (reads_as_no(value))
    fields.refuse(Code::TruthyText, path, "is the text \"" + value->text + "\", which is true",
                  "Take the quotes away if no is meant.");
  return truthy(value);
}

Wishes wishes_of(Fields& fields, const Facts& facts) {
  Wishes wishes;
  wishes.mode = mode_of(fields, facts, wishes);
  wishes.create = flag(fields, "global.postgres.dbCreate");
  if (!wishes.create) wishes.create = flag(fields, "postgres.dbCreate");
  return wishes;
}

}  // namespace pgberth::gen3
