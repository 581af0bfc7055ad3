#include "reconciler/desired/toolchain/service.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pgberth::toolchain {
namespace {

constexpr std::string_view kList = "dbs";
constexpr std::string_view kWorkerSuffix = "_values";
/// The charts fill what a service leaves empty from its block for the base chart.
constexpr std::array<std::string_view, 2> kBaseCharts{"workflow", "django"};

std::string text_at(const ValuePtr& values, std::string_view key) {
  const ValuePtr node = child_of(values, key);
  return node && node->kind == Kind::String ? node->text : "";
}

/// What the charts' merge takes for not set, and fills from the next block.
bool unset(const ValuePtr& list) {
  return !list || list->is_null() || (list->kind == Kind::Sequence && list->children.empty());
}

ValuePtr own_list(const ValuePtr& values) {
  ValuePtr list = child_of(values, kList);
  for (const std::string_view chart : kBaseCharts)
    if (unset(list))
      if (ValuePtr below = child_of(child_of(values, chart), kList)) list = std::move(below);
  return list;
}

std::string worker_name(const Member& worker) {
  std::string name = worker.key;
  if (name.ends_with(kWorkerSuffix)) name.resize(name.size() - kWorkerSuffix.size());
  return name;
}

/// The workers that have a `dbs`; `workers` is a mere number in other charts.
std::vector<Member> workers_with_lists(const ValuePtr& values) {
  std::vector<Member> found;
  const ValuePtr workers = child_of(values, "workers");
  if (!workers || !workers->is_mapping()) return found;
  for (const Member& worker : workers->children)
    if (child_of(worker.value, kList)) found.push_back(worker);
  return found;
}

void read_list(const ValuePtr& list, const ServiceName& service, Wishes& result) {
  if (unset(list)) return;
  if (list->kind != Kind::Sequence) {
    result.findings.push_back({.code = Code::WrongType,
                               .what = "\"dbs\" of \"" + service.str() + "\" is " +
                                       std::string(to_string(list->kind)) +
                                       ", a list of names is wanted",
                               .where = list->at,
                               .hint = "Write it as a list, even for one database."});
    return;
  }
  for (const Member& item : list->children) {
    auto database = database_of(*item.value);
    if (!database)
      result.findings.push_back(finding_of(database.error()));
    else
      result.wishes.push_back({.database = *std::move(database),
                               .written = item.value->text,
                               .service = service,
                               .at = item.value->at});
  }
}

}  // namespace

ServiceName service_of(const ValuePtr& values, const std::string& file) {
  for (const std::string_view key : {"service_name", "ecr_repo_base"})
    if (std::string name = text_at(values, key); !name.empty()) return ServiceName{std::move(name)};
  std::string name = text_at(values, "name");
  std::ranges::replace(name, '-', '/');
  if (!name.empty()) return ServiceName{std::move(name)};
  const std::size_t end = file.rfind('/');
  if (end == std::string::npos || end == 0) return ServiceName{file};
  const std::size_t begin = file.rfind('/', end - 1);
  return ServiceName{file.substr(begin == std::string::npos ? 0 : begin + 1,
                                 end - (begin == std::string::npos ? 0 : begin + 1))};
}

Wishes wishes_of(const ValuePtr& values, const ServiceName& service) {
  Wishes result;
  const ValuePtr list = own_list(values);
  read_list(list, service, result);
  for (const Member& worker : workers_with_lists(values)) {
    const ValuePtr own = child_of(worker.value, kList);
    if (!unset(own))
      read_list(own, ServiceName{service.str() + ":" + worker_name(worker)}, result);
    else if (!own->is_null() && !unset(list))
      result.findings.push_back(
          {.code = Code::DeadKey,
           .what = "an empty \"dbs\" of worker \"" + worker_name(worker) +
                   "\" has no effect: the charts fill it with the list of \"" + service.str() +
                   "\"",
           .where = own->at,
           .hint = "Leave it out, or list what the worker needs."});
  }
  return result;
}

bool speaks_of_databases(const ValuePtr& values) {
  return own_list(values) != nullptr || !workers_with_lists(values).empty();
}

}  // namespace pgberth::toolchain
