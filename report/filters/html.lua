-- What a browser wants, for both renderers: header cells that say what they head, rows that can be
-- read one by one on a phone where a cell is a paragraph, and beneath each table and figure its file
-- to take away. Which file that is, the notebook's output says.

if not FORMAT:match('html') then return {} end

local PARAGRAPH = 80 -- characters: a table with a longer cell and many columns is shown row by row
local FEW = 3 -- columns: so many a phone has room for
local INTERVAL = 30 -- characters: a longer cell with an interval may go on in the next line

local TYPES = { csv = 'text/csv', svg = 'image/svg+xml' }

-- ---------------------------------------------------------------- tables

local function scope(cells, value)
  for _, cell in ipairs(cells) do cell.attributes.scope = value end
end

-- The first cell of a row names the row.
local function header_cells(tbl)
  for _, row in ipairs(tbl.head.rows) do scope(row.cells, 'col') end
  for _, body in ipairs(tbl.bodies) do
    body.row_head_columns = 1
    for _, row in ipairs(body.body) do scope({ row.cells[1] }, 'row') end
  end
  return tbl
end

-- An estimate and its interval, and a range, are read in one line.
local function is_interval(text)
  return utf8.len(text) <= INTERVAL and text:find('^%S?%S?%S?%d')
    and (text:find('%(%S+ to %S+%)$') or text:find('%(%S+–%S+%)$') or text:find('^%S+–%S+$'))
end

local function whole_intervals(tbl)
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      for _, cell in ipairs(row.cells) do
        if is_interval(pandoc.utils.stringify(cell.contents)) then cell.classes:insert('interval') end
      end
    end
  end
  return tbl
end

local function has_paragraphs(tbl)
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      for _, cell in ipairs(row.cells) do
        local text = pandoc.utils.stringify(cell.contents)
        if (utf8.len(text) or #text) > PARAGRAPH then return true end
      end
    end
  end
end

-- On a narrow screen the stylesheet sets the cells of a row below each other, each after the name of
-- its column; how a table is heard stays as it was.
local function row_by_row(tbl)
  local head = tbl.head.rows[1]
  if not head or #tbl.colspecs <= FEW or not has_paragraphs(tbl) then return tbl end
  tbl.classes:insert('row-by-row')
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      for i, cell in ipairs(row.cells) do
        cell.attributes.column = pandoc.utils.stringify(head.cells[i].contents)
      end
    end
  end
  return tbl
end

local function browsable(tbl) return row_by_row(header_cells(whole_intervals(tbl))) end

-- ---------------------------------------------------------------- downloads

local function read(path)
  local _, content = pandoc.mediabag.fetch(path)
  return content
end

local function file_of(cell)
  for _, output in ipairs(cell.outputs or {}) do
    for _, of_type in pairs(output.metadata or {}) do
      if type(of_type) == 'table' and of_type.file then return of_type.file end
    end
  end
end

-- For one executed notebook, the file of each labelled cell that names one.
local function files_in(notebook)
  local files = {}
  for _, cell in ipairs(pandoc.json.decode(read(notebook), false).cells) do
    local source = type(cell.source) == 'table' and table.concat(cell.source) or cell.source
    local label = source:match('#|%s*label:%s*([%w-]+)')
    if label then files[label] = file_of(cell) end
  end
  return files
end

local files_of = setmetatable({}, { __index = function(known, notebook)
  known[notebook] = files_in(notebook)
  return known[notebook]
end })

local function data_address(text, media_type)
  local escaped = text:gsub('[^%w%-._~,]', function(byte)
    return string.format('%%%02X', byte:byte())
  end)
  return 'data:' .. media_type .. ';charset=utf-8,' .. escaped
end

-- A table's numbers lie within the page. A drawing does so where the renderer has packed it for
-- the script of its page; Quarto's page leads to the file beside it.
local function download(path)
  local kind = path:match('%.(%a+)$')
  local attributes = { { 'download', path:match('[^/]+$') }, { 'type', TYPES[kind] } }
  local target = path
  if kind == 'csv' then
    target = data_address(read(path), TYPES[kind])
  elseif not quarto then
    table.insert(attributes, { 'data-gzip', read('packed/' .. path) })
  end
  return pandoc.Link('Download ' .. kind:upper(), target, '',
    pandoc.Attr('', { 'download' }, attributes))
end

local function with_downloads(inlines)
  local result = pandoc.Inlines {}
  for _, inline in ipairs(inlines) do
    result:insert(inline)
    local notebook, label = (inline.target or ''):match('^(notebooks/[%w_-]+)%.html#([%w-]+)$')
    local path = label and files_of[notebook .. '.ipynb'][label]
    if path then
      result:insert(pandoc.Span({ pandoc.Str(' · '), download(path) }, { class = 'to-take' }))
    end
  end
  return result
end

local function source(div)
  if div.classes:includes('source') then return div:walk { Inlines = with_downloads } end
end

return { { Table = browsable, Div = source } }
